// What is said around ending a protection: what is at stake first, and two ways to end it. Pure.
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { commandLine } from "../parse.ts";
import type { Message } from "./message.ts";
import { actions, bold, button, code, message, say, section } from "./text.ts";
import { named, plainly } from "./told.ts";

export interface UnprotectFacts {
  readonly protection: PhysicalMachineProtection;
  /** Its test failover that has not ended. */
  readonly running: string | undefined;
}

export function unprotectPreview({ protection, running }: UnprotectFacts): Message {
  const { name } = protection.metadata;
  const lines = [
    bold(`What is to become of the replication of ${named(name)}?`),
    "*Keep it*: only the manifest goes. Azure goes on replicating and charging, and nobody here looks after it. A new manifest takes it over again.",
    "*Stop it*: replication ends and *every recovery point is deleted*. Protecting it again means copying all its disks again.",
    ...(running === undefined ? [] : [`A test failover is under way (${code(running)}): it is cleaned up first.`]),
    ...byGit(protection),
  ];
  return message(plainly(lines), [
    section(lines.join("\n")),
    ...actions([
      button("Keep replication", ask(protection, "keep")),
      button("Stop replication", ask(protection, "stop"), {
        style: "danger",
        confirm: {
          title: "Stop replication?",
          text: `Every recovery point of ${named(name)} is deleted. This cannot be taken back.`,
          yes: "Stop it",
        },
      }),
      button("Cancel", ask(protection, "cancel")),
    ]),
  ]);
}

function ask({ metadata: { name, namespace } }: PhysicalMachineProtection, flag: string): string {
  return commandLine({
    verb: "unprotect",
    words: [name],
    flags: { [flag]: "" },
    ...(namespace !== undefined && { namespace }),
  });
}

const GIT = [
  "argocd.argoproj.io/",
  "kustomize.toolkit.fluxcd.io/",
  "helm.toolkit.fluxcd.io/",
  "app.kubernetes.io/managed-by",
];

/** What applies manifests again and again would bring it back. */
function byGit({ metadata }: PhysicalMachineProtection): readonly string[] {
  const marks = [...Object.keys(metadata.labels ?? {}), ...Object.keys(metadata.annotations ?? {})];
  const found = marks.some((mark) => GIT.some((prefix) => mark.startsWith(prefix)));
  return found ? ["⚠️ Its manifest comes from Git: unless it is removed there as well, it will be applied again."] : [];
}

export function kept({ metadata }: PhysicalMachineProtection): Message {
  return say(
    `The manifest of ${bold(named(metadata.name))} is being deleted. Azure goes on replicating it; nobody here looks after it any more.`,
  );
}

export function stopping({ metadata: { name } }: PhysicalMachineProtection): Message {
  return say(
    `Azure will be asked to stop replicating ${bold(named(name))} and to delete its recovery points. ${code(`/asr status ${name}`)} tells how far it is; once it is over, I know it no more.`,
  );
}

export function leftAlone({ metadata }: PhysicalMachineProtection): Message {
  return say(`Nothing was done: ${bold(named(metadata.name))} stays protected.`);
}
