// What a press on Start is answered: the run exists. What Azure makes of it is told by its card. Pure.
import type { TestFailover } from "../../crds/types.ts";
import { commandLine } from "../parse.ts";
import type { Message } from "./message.ts";
import { bold, button, code, esc, say } from "./text.ts";

export function started({ metadata, spec }: TestFailover, channel: string): Message {
  return say(
    `Started: the card is in <#${channel}>. It follows the test failover of ${bold(spec.protection ?? "")}, ${code(metadata.name)}: what is asked of Azure, and what Azure says.`,
  );
}

/** Start, pressed once more on a preview whose run is over or on its way there. */
export function alreadyOver({ metadata, spec, status }: TestFailover): Message {
  const { protection = "" } = spec;
  const { namespace } = metadata;
  const again = commandLine({
    verb: "testfailover",
    words: [protection],
    flags: {},
    ...(namespace !== undefined && { namespace }),
  });
  return say(`This preview was used already. Its test failover ${code(metadata.name)} ${how(status)}.`, [
    button("Ask anew", again),
  ]);
}

function how(status: TestFailover["status"]): string {
  if (status?.endedAt !== undefined) return `is over: ${esc(status.phase ?? "")}`;
  return status?.runningSince === undefined ? "has been called off" : "is being cleaned up";
}
