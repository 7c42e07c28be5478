// The first look at a vault: begun, over, or given up.
import { siteOf } from "./site-polls.ts";
import type { ViewState } from "./view-state.ts";

/** A hundred pages at half a second each are read by then; longer than that nobody is left without a word. */
const FIRST_LOOK_MS = 60_000;

export function beginFirstLook(state: ViewState): void {
  state.readingUntilMs = state.clock.monotonicMs() + FIRST_LOOK_MS;
}

export function isReading({ clock, readingUntilMs }: ViewState): boolean {
  return clock.monotonicMs() < readingUntilMs;
}

/** After each step of a poll. A step that failed ends it: what is wrong shall be told. */
export function noteFirstLook(state: ViewState, failed: boolean): void {
  if (!isReading(state) || (!failed && !isWhole(state))) return;
  state.readingUntilMs = Number.NEGATIVE_INFINITY;
  state.tell("read");
}

/** A vault without an appliance has no machines to wait for. */
function isWhole(state: ViewState): boolean {
  const { infrastructure, listAsked, discovery } = state;
  if (infrastructure.state !== "present" || listAsked === undefined) return false;
  return discovery.complete || siteOf(state) === undefined;
}
