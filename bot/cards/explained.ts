// A failure in full, for a thread: Azure's code, message, causes and advice word for word, and what support asks for. Pure.
import type { KnownBlock } from "@slack/types";
import type { Failure } from "../../crds/types.ts";
import { code, context, esc, section } from "./text.ts";
import { named, toldInFull } from "./told.ts";

/** So much of each that all of it fits into one message. */
const SHORT = 1500;
const ADVICE = 5600;

export function explained({ code: number, message, possibleCauses, recommendedAction, ...ids }: Failure): KnownBlock[] {
  const says = number === undefined ? "What happened" : `Azure says (${esc(named(number))})`;
  return [
    ...part(says, message, SHORT),
    ...part("Possible causes", possibleCauses, SHORT),
    ...part("What Azure recommends", recommendedAction, ADVICE),
    ...reference(ids),
  ];
}

function part(heading: string, text: string | undefined, most: number): KnownBlock[] {
  if (text === undefined || text.trim() === "") return [];
  const pieces = toldInFull(text, most);
  return pieces.map((piece, at) => section(at === 0 ? `*${heading}:*\n${piece}` : piece));
}

/** For Microsoft's support, and for the job list in the portal. */
function reference({ activityId, jobId }: Pick<Failure, "activityId" | "jobId">): KnownBlock[] {
  const parts = [
    ...(activityId === undefined ? [] : [`For Microsoft's support: activity id ${code(named(activityId))}`]),
    ...(jobId === undefined ? [] : [`Azure's job ${code(named(jobId))}`]),
  ];
  return parts.length === 0 ? [] : [context(parts.join(" · "))];
}
