// The machine's name in Azure: what Azure takes, and what Windows makes of it. Pure.
import { error, type Finding, SOURCES, warning } from "./finding.ts";

export interface NameFacts {
  readonly vmName: string;
  /** As the appliance tells it: `windowsguest`, `Windows`, … */
  readonly osType?: string;
}

const AZURE_NAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const WINDOWS_CHARACTERS = 15;

/** Azure reports a bad name only when the job runs (28061, 28175, 310024), so it is checked before. */
export function targetName({ vmName }: NameFacts): readonly Finding[] {
  if (AZURE_NAME.test(vmName)) return [];
  return [
    error({
      id: "TargetNameInvalid",
      sentence: `Azure does not take "${vmName}" as a machine's name.`,
      remedy:
        "Set spec.target.vmName to 1 to 63 letters, digits and hyphens that start and end with a letter or digit.",
      source: SOURCES.matrix,
    }),
  ];
}

export function windowsName({ vmName, osType }: NameFacts): readonly Finding[] {
  const isWindows = osType?.toLowerCase().startsWith("windows") ?? false;
  if (!isWindows || vmName.length <= WINDOWS_CHARACTERS) return [];
  return [
    warning({
      id: "WindowsNameTooLong",
      sentence: `"${vmName}" has ${vmName.length} characters, and a Windows computer name has at most ${WINDOWS_CHARACTERS}.`,
      remedy: "Set spec.target.vmName to a shorter name if the machine is to be reached by it.",
      source: SOURCES.windows,
    }),
  ];
}
