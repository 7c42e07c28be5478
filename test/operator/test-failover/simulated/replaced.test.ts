// A run that another one replaces under its name while it is looked at: it takes nothing that nobody would release.
import { afterEach, expect, test } from "vitest";
import { ConflictError } from "../../../../kube/errors.ts";
import { type Rehearsal, rehearse } from "./rehearsal.ts";

let drill: Rehearsal | undefined;
afterEach(() => drill?.close());

test("a run of now takes its machine when it is about to begin", async () => {
  drill = await rehearse("web01");
  await drill.until("Checking");
  await drill.step();
  expect(drill.holder()).toBe(drill.run.metadata.uid);
});

test("one that was replaced takes nothing, and is looked at no further", async () => {
  drill = await rehearse("web01");
  await drill.until("Checking");
  drill.replaceBy("uid-of-its-namesake");
  await expect(drill.step()).rejects.toThrow(ConflictError);
  expect(drill.holder()).toBeUndefined();
  expect(await drill.calls()).toEqual([]);
});
