// Work that never waits leaves the process room for other things.
import { expect, test } from "vitest";
import type { Clock } from "../../kube/clock.ts";
import { createController } from "../../kube/controller.ts";
import { createQueue } from "../../kube/queue.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";

const LOOKS = 1000;

test("a thousand looks of a millisecond each, none of which waits, let others have their turn all the time", async () => {
  let elapsedMs = 0;
  let runs = 0;
  const clock: Clock = { ...createFakeClock(), monotonicMs: () => elapsedMs };
  const queue = createQueue({ name: "things", clock });
  const reconcile = async () => {
    runs++;
    elapsedMs++;
    return {};
  };
  for (let n = 0; n < LOOKS; n++) queue.add(`shop/${n}`);
  const stop = new AbortController();
  const ended = createController({ name: "things", queue, reconcile, clock, logger: createFakeLogger() }).start(
    stop.signal,
  );
  let turns = 0;
  while (runs < LOOKS) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  expect(turns).toBeGreaterThan(50);
  stop.abort();
  await ended;
});
