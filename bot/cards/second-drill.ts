// The refusal of a second test failover of the same machine: who has it, since when, until when, and where to look. Pure.
import type { TestFailover } from "../../crds/types.ts";
import type { Message } from "./message.ts";
import { bold, code, lengthOf, linkButton, say, who } from "./text.ts";
import { when } from "./told.ts";

export interface SecondDrillFacts {
  /** The one that is there. */
  readonly run: TestFailover;
  /** Its card. */
  readonly link: string | undefined;
  readonly now: Date;
}

export function secondDrill({ run, link, now }: SecondDrillFacts): Message {
  const { protection = "" } = run.spec;
  const since = new Date(run.status?.startedAt ?? run.metadata.creationTimestamp);
  const ago = lengthOf((now.getTime() - since.getTime()) / 1000);
  const card = link === undefined ? code(run.metadata.name) : `<${link}|its card>`;
  const told = `${bold(protection)} already has a test failover ${how(run)}, started by ${who(run.spec.requestedBy)} ${ago} ago: ${card}.`;
  return say(
    `${told} ${ends(run, now)} Nothing was started.`,
    link === undefined ? [] : [linkButton("Open card", link)],
  );
}

function how({ status }: TestFailover): string {
  if (status?.phase === "Running") return "running";
  return status?.phase === "CleaningUp" ? "that is being cleaned up" : "under way";
}

function ends({ spec, status }: TestFailover, now: Date): string {
  if (status?.phase === "CleaningUp") return "Ask again when it is gone.";
  if (spec.cleanUp.now === true) return "It has been called off; ask again when it is gone.";
  const due = spec.cleanUp.until ?? status?.cleanUpAt;
  if (due !== undefined) return `It cleans up at ${when(new Date(due), now)}.`;
  if (spec.cleanUp.after === "Never") return "It stays until somebody cleans it up.";
  return `It cleans up ${code(spec.cleanUp.after)} after its machine is up.`;
}
