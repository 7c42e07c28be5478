// The small print under every card and alert: which vault and cluster, and as of when it is true. Pure.
import type { ContextBlock } from "@slack/types";
import type { Surroundings } from "../notice.ts";
import { context, esc } from "./text.ts";
import { named, when } from "./told.ts";

export interface Origin {
  readonly vault: string | undefined;
  /** Such as the run's name and namespace, plain. */
  readonly more: readonly string[];
  /** A simulator plays Azure. */
  readonly simulated: boolean;
  /** A time that readers see with it. */
  readonly near: Date;
}

/** Without `asOf` the same footer at any time: to compare what is shown. */
export function footer({ clusterName, freshness }: Surroundings, origin: Origin, asOf = true): ContextBlock {
  const { vault, more, simulated, near } = origin;
  const known = freshness.asOf === undefined ? "Azure has not answered yet" : `as of ${when(freshness.asOf, near)}`;
  const parts = [
    ...(simulated ? ["*Simulated*: nothing here is real"] : []),
    ...(vault === undefined ? [] : [esc(named(vault))]),
    esc(named(clusterName)),
    ...(asOf ? [known] : []),
    ...more.map((one) => esc(named(one))),
  ];
  return context(parts.join(" · "));
}
