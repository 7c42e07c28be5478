// The answer to `/asr status app01` of a machine that nobody protects here. Pure.
import type { DiscoveredMachine } from "../../crds/types.ts";
import type { Surroundings } from "../notice.ts";
import { commandLine } from "../parse.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { actions, bold, button, code, count, esc, message, section } from "./text.ts";
import { day, named, plainly, timeIn } from "./told.ts";

export interface MachineFacts extends Surroundings {
  readonly machine: DiscoveredMachine;
  readonly namespace: string;
}

export function machineMessage(facts: MachineFacts): Message {
  const { machine, namespace, now } = facts;
  const { metadata, status } = machine;
  const owner = status?.protectedBy;
  const lines = [
    `⚪ ${bold(named(status?.name ?? metadata.name))} ${owner === undefined ? "is not protected" : `is protected in another namespace: ${code(`${owner.namespace}/${owner.name}`)}`}.`,
    hardware(machine),
    ...(status?.missingSince === undefined
      ? []
      : [`Appliance ${bold(named(status.appliance ?? ""))} has not seen it since ${dayIn(status.missingSince)}.`]),
  ];
  const protect = commandLine({ verb: "protect", words: [metadata.name], flags: {}, namespace });
  return message(plainly(lines), [
    section(lines.join("\n")),
    ...actions(owner === undefined ? [button("Protect…", protect)] : []),
    footer(facts, { vault: status?.vault, more: [metadata.name], simulated: false, near: now }),
  ]);
}

function hardware({ status }: DiscoveredMachine): string {
  const parts = [
    esc(named(status?.os?.name ?? status?.os?.type ?? "unknown system")),
    ...(status?.cores === undefined ? [] : [count(status.cores, "core")]),
    ...(status?.memoryMegabytes === undefined ? [] : [`${Math.round(status.memoryMegabytes / 1024)} GiB memory`]),
    ...(status?.disks === undefined ? [] : [count(status.disks.length, "disk")]),
    ...(status?.addresses ?? []).slice(0, 3).map((address) => esc(named(address))),
    ...(status?.appliance === undefined ? [] : [`seen by ${esc(named(status.appliance))}`]),
  ];
  return parts.join(" · ");
}

function dayIn(text: string): string {
  const at = timeIn(text);
  return at === undefined ? "some time" : day(at);
}
