// The bot's own metrics: what waits and for how long, while it leads; whether Slack reaches it.
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createBotMetrics, type Waiting } from "../../bot/metrics.ts";

async function scraped(connected: boolean, ...asked: readonly (readonly Waiting[])[]): Promise<readonly string[]> {
  const registry = new Registry();
  const { waiting } = createBotMetrics(registry, { connected: () => connected, version: "1.2.3" });
  for (const one of asked) waiting.add(() => one);
  const lines = (await registry.metrics()).split("\n");
  return lines.filter((line) => /^asr_bot_(waiting|slack|info)/.test(line));
}

test("a process that does not lead tells nothing of what waits", async () => {
  expect(await scraped(false)).toEqual(["asr_bot_slack_connected 0", 'asr_bot_info{version="1.2.3"} 1']);
});

test("one that leads counts it by urgency, with how long the oldest waits", async () => {
  const waits: Waiting[] = [
    { urgency: "final", seconds: 4 },
    { urgency: "progress", seconds: 90 },
    { urgency: "progress", seconds: 2 },
  ];
  expect(await scraped(true, waits)).toEqual([
    'asr_bot_waiting{urgency="final"} 1',
    'asr_bot_waiting{urgency="failure"} 0',
    'asr_bot_waiting{urgency="progress"} 2',
    "asr_bot_waiting_longest_seconds 90",
    "asr_bot_slack_connected 1",
    'asr_bot_info{version="1.2.3"} 1',
  ]);
});

test("one that leads and has said everything says 0", async () => {
  expect(await scraped(true, [])).toContain("asr_bot_waiting_longest_seconds 0");
});

test("one that stops leading takes back what it told", async () => {
  const registry = new Registry();
  const { waiting } = createBotMetrics(registry, { connected: () => true, version: "1" });
  const ask = () => [{ urgency: "final" as const, seconds: 7 }];
  waiting.add(ask);
  expect(await registry.metrics()).toContain("asr_bot_waiting_longest_seconds 7");
  waiting.delete(ask);
  expect(await registry.metrics()).not.toMatch(/^asr_bot_waiting/m);
});
