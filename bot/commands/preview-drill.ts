// The answers that come before a test failover exists: a preview made now, or the refusal of a second one.

import type { TestFailover } from "../../crds/types.ts";
import { previewMessage } from "../cards/preview.ts";
import { secondDrill } from "../cards/second-drill.ts";
import type { Answer, Desk, Request } from "../command.ts";
import type { DrillRequest } from "../drill-request.ts";
import { freshness } from "../freshness.ts";

export interface Asking {
  readonly request: Request;
  readonly asked: DrillRequest;
}

/** A preview of now. Asked for again with the same request, it is the same preview. */
export async function freshPreview({ request, asked }: Asking, desk: Desk, insteadOfExpired = false): Promise<Answer> {
  const now = desk.now();
  const channel = channelFor(request, desk);
  const vaults = asked.vault === undefined ? desk.copies.vaults.list() : [asked.vault];
  const message = previewMessage({
    request: asked,
    preview: { id: request.id.slice(0, 8), issued: now },
    channel,
    member: await desk.chat.isMember(channel),
    insteadOfExpired,
    clusterName: desk.clusterName,
    now,
    freshness: freshness(vaults, now),
  });
  return { message };
}

export async function refuseSecond(run: TestFailover, desk: Desk): Promise<Answer> {
  return { message: secondDrill({ run, link: await desk.cardLink(run), now: desk.now() }) };
}

/** Where the card goes: where it was asked, unless that is a conversation between two. */
export function channelFor({ channel }: Request, { defaultChannel }: Desk): string {
  return /^[CG][A-Z0-9]+$/.test(channel) ? channel : defaultChannel;
}
