// The help, of everything and of one command. Pure.
import type { Command } from "../command.ts";
import { flagUsage, shownFlags, usage } from "../usage.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { bold, code, context, esc, message, section } from "./text.ts";
import { plainly } from "./told.ts";

const AROUND =
  "Add `-n namespace` when a channel is not about one. In a thread, where slash commands do not work, mention me instead. `/asr help &lt;command&gt;` tells more about one.";

export function helpMessage(commands: readonly Command[]): Message {
  const lines = commands.map(
    (command) => `• ${code(`/asr ${[command.verbs[0], command.takes].join(" ").trim()}`)} ${esc(command.does)}`,
  );
  const intro = `Rehearse a failover: ${code("/asr testfailover web01")}. Nothing is started before you press Start. ${code("/asr")} alone shows what needs attention.`;
  return message(plainly([intro, ...lines]), [section(intro), ...paragraphs(lines), context(AROUND)]);
}

export function helpOf(command: Command): Message {
  const { verbs, does, examples, needs } = command;
  const flags = shownFlags(command).map((flag) => `• ${code(flagUsage(flag))} ${esc(flag.does)}`);
  const others = verbs.slice(1);
  const lines = [
    `${bold(verbs[0])}: ${esc(does)}`,
    code(usage(command)),
    ...(others.length === 0 ? [] : [`The same: ${others.map(code).join(", ")}`]),
    ...flags,
    `For example: ${examples.map((example) => code(`/asr ${example}`)).join(", ")}`,
    needs === undefined
      ? "Everybody of the workspace may."
      : `Needs ${code(needs.verb)} on ${code(`${needs.resource}.asr-chatops.io`)}: ${code("/asr whoami")} tells whether you may.`,
  ];
  return message(plainly(lines), paragraphs(lines));
}
