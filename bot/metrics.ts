// Metrics of the bot's own: what it was asked, what it says, what waits to be said, and whether Slack can reach it.
import { Counter, Gauge, type Registry } from "prom-client";
import type { Urgency } from "./post-queue.ts";

/** How asking ended, for whoever asked. */
export type Answered = "answered" | "mistyped" | "refused" | "unavailable" | "bug";

/** What waits to be said: for how many seconds, and how urgent it is. */
export interface Waiting {
  readonly urgency: Urgency;
  readonly seconds: number;
}

export interface BotMetrics {
  readonly commands: { inc(labels: { readonly outcome: Answered }): void };
  readonly posts: { inc(labels: { readonly outcome: string }): void };
  /** Who knows what waits, asked at each scrape: one while this process leads, else nobody. */
  readonly waiting: Set<() => readonly Waiting[]>;
}

const URGENCIES: readonly Urgency[] = ["final", "failure", "progress"];
const ANSWERED: readonly Answered[] = ["answered", "mistyped", "refused", "unavailable", "bug"];

export interface BotMetricsParts {
  /** Whether Slack can reach this process; asked at each scrape. */
  readonly connected: () => boolean;
  readonly version: string;
}

/** Registers everything with `registry`. Call it once per registry: a second time throws. */
export function createBotMetrics(registry: Registry, { connected, version }: BotMetricsParts): BotMetrics {
  const registers = [registry];
  const commands = new Counter({
    name: "asr_bot_commands_total",
    help: "Commands, buttons and forms by what whoever asked heard: answered, mistyped, refused, unavailable (Slack or the API server did not answer), bug.",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of ANSWERED) commands.inc({ outcome }, 0);
  const posts = new Counter({
    name: "asr_bot_posts_total",
    help: "Calls to Slack about cards, threads and alerts by how they ended: said; nothing (was left to say); and, tried again, refused, waitSeconds (Slack's 429), unreached, unknown (no answer, it may have arrived), failed (the ledger could not be written).",
    labelNames: ["outcome"],
    registers,
  });
  const waiting: BotMetrics["waiting"] = new Set();
  watchWaiting(registry, waiting);
  const slack: Gauge = new Gauge({
    name: "asr_bot_slack_connected",
    help: "1 while Slack can reach this process.",
    registers,
    collect: () => slack.set(connected() ? 1 : 0),
  });
  new Gauge({ name: "asr_bot_info", help: "1; which version runs.", labelNames: ["version"], registers }).set(
    { version },
    1,
  );
  return { commands, posts, waiting };
}

function watchWaiting(registry: Registry, waiting: BotMetrics["waiting"]): void {
  const registers = [registry];
  const all = () => [...waiting].flatMap((ask) => ask());
  const count: Gauge<"urgency"> = new Gauge({
    name: "asr_bot_waiting",
    help: "Cards, notices and alerts that wait to be said in Slack, in the leader: final, failure and progress.",
    labelNames: ["urgency"],
    registers,
    collect: () => {
      count.reset();
      if (waiting.size === 0) return;
      for (const urgency of URGENCIES) count.set({ urgency }, 0);
      for (const { urgency } of all()) count.inc({ urgency });
    },
  });
  const oldest: Gauge = new Gauge({
    name: "asr_bot_waiting_longest_seconds",
    help: "For how long the oldest of those waits; 0 when nothing does, absent in a process that does not lead.",
    registers,
    collect: () => {
      oldest.remove();
      if (waiting.size > 0) oldest.set(Math.max(0, ...all().map(({ seconds }) => seconds)));
    },
  });
}
