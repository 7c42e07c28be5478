// The answer to `/asr machines`: what the appliances see, and what of it is protected. Pure.
import type { DiscoveredMachine } from "../../crds/types.ts";
import type { Surroundings } from "../notice.ts";
import { commandLine } from "../parse.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { actions, bold, button, code, count, esc, message } from "./text.ts";
import { day, named, plainly, timeIn } from "./told.ts";

export interface MachinesFacts extends Surroundings {
  readonly namespace: string;
  readonly machines: readonly DiscoveredMachine[];
  /** Only those that nobody protects. */
  readonly unprotected: boolean;
  readonly simulated: boolean;
}

const MOST = 30;
const MOST_BUTTONS = 3;

export function machinesMessage(facts: MachinesFacts): Message {
  const { machines, namespace, now, simulated, unprotected } = facts;
  const free = machines.filter(({ status }) => status?.protectedBy === undefined);
  const shown = unprotected ? free : machines;
  const lines = [summary(machines, free, namespace), ...shown.slice(0, MOST).map(line)];
  if (shown.length > MOST) lines.push(`… and ${shown.length - MOST} more: ${code("kubectl get dmach")}`);
  return message(plainly(lines), [
    ...paragraphs(lines),
    ...actions(protectButtons(free, namespace)),
    footer(facts, { vault: undefined, more: [namespace], simulated, near: now }),
  ]);
}

function summary(
  machines: readonly DiscoveredMachine[],
  free: readonly DiscoveredMachine[],
  namespace: string,
): string {
  if (machines.length === 0) {
    return `No appliance of a vault that ${bold(namespace)} may use sees a machine yet. Add machines in the appliance's configuration manager.`;
  }
  return `The appliances see ${bold(count(machines.length, "machine"))}; nobody protects ${free.length} of them.`;
}

function line({ metadata, status }: DiscoveredMachine): string {
  const name = named(status?.name ?? metadata.name);
  const missing = timeIn(status?.missingSince);
  const parts = [
    bold(name),
    esc(named(status?.os?.name ?? status?.os?.type ?? "unknown system")),
    ...(status?.disks === undefined ? [] : [`${count(status.disks.length, "disk")}${sizeOf(status.disks)}`]),
    status?.protectedBy === undefined
      ? "not protected"
      : `protected by ${code(`${status.protectedBy.namespace}/${status.protectedBy.name}`)}`,
    ...(missing === undefined ? [] : [`not seen since ${day(missing)}`]),
  ];
  return `• ${parts.join(" · ")}`;
}

const GIB = 1024 ** 3;

function sizeOf(disks: readonly { readonly sizeBytes?: number }[]): string {
  const bytes = disks.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  return bytes === 0 ? "" : `, ${Math.round(bytes / GIB).toLocaleString("en")} GiB`;
}

/** Only for names that fit a label as they are. */
function protectButtons(free: readonly DiscoveredMachine[], namespace: string) {
  return free
    .filter(({ status }) => status?.missingSince === undefined && /^[\w.-]{1,40}$/.test(status?.name ?? ""))
    .slice(0, MOST_BUTTONS)
    .map(({ metadata, status }) =>
      button(`Protect ${status?.name}`, commandLine({ verb: "protect", words: [metadata.name], flags: {}, namespace })),
    );
}
