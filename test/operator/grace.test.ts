// The time that an answer under way is given when its reconcile is told to stop.
import { once } from "node:events";
import { expect, test } from "vitest";
import { withGrace } from "../../operator/azure/grace.ts";

const SOON = 0.01;

test("an answer under way is not cut off with its reconcile, but a while later", async () => {
  const reconcile = new AbortController();
  const answer = withGrace(reconcile.signal, SOON);
  reconcile.abort();
  expect(answer.aborted).toBe(false);
  await once(answer, "abort");
});

test("of a reconcile that was told to stop before has that while as well", async () => {
  const answer = withGrace(AbortSignal.abort(), SOON);
  expect(answer.aborted).toBe(false);
  await once(answer, "abort");
});
