// UEFI machines replicate, but not with Secure Boot, which the appliance does not show. Pure.
import { type Finding, SOURCES, warning } from "./finding.ts";

export interface FirmwareFacts {
  readonly firmware?: string;
}

export function secureBoot({ firmware }: FirmwareFacts): readonly Finding[] {
  if (firmware?.toUpperCase() !== "UEFI") return [];
  return [
    warning({
      id: "SecureBootUnknown",
      sentence:
        "The machine starts with UEFI; Site Recovery does not support Secure Boot, and the appliance does not show it.",
      remedy: "Make sure that Secure Boot is off on the machine.",
      source: SOURCES.matrix,
    }),
  ];
}
