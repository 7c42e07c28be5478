// Everything that a test starts is heard, in every ring, and what is planted in it is found.
import { expect, test } from "vitest";
import config from "../../vitest.config.ts";
import { createHearing } from "./hearing.ts";

test("every ring of tests ends with the search", () => {
  const rings = (config.test?.projects ?? []) as readonly {
    readonly test: { readonly setupFiles?: readonly string[] };
  }[];
  expect(rings.length).toBeGreaterThan(4);
  for (const ring of rings) expect(ring.test.setupFiles).toEqual(["test/security/search.ts"]);
});

test("what is said later than its speaker was announced is searched too", async () => {
  const hearing = createHearing();
  hearing.open();
  const lines: string[] = [];
  hearing.testify(() => [{ where: "a log", text: lines.join("\n") }]);
  hearing.keepSecret("SLACK_BOT_TOKEN", "first");
  hearing.keepSecret("SLACK_BOT_TOKEN", "second");
  expect(await hearing.findings()).toEqual([]);
  lines.push("refused: first");
  expect(await hearing.findings()).toMatchObject([{ where: "a log", what: "SLACK_BOT_TOKEN", around: "refused: …" }]);
  lines[0] = "refused: second";
  expect(await hearing.findings()).toHaveLength(1);
});

test("what is gone at the end is searched as it was", async () => {
  const hearing = createHearing();
  hearing.open();
  let objects = ["ConfigMap with hush"];
  await hearing.testifyNow(() => objects.map((text) => ({ where: "an object", text })));
  objects = [];
  hearing.keepSecret("a token", "hush");
  expect(await hearing.findings()).toHaveLength(1);
});

test("where nobody listens, nothing is read", async () => {
  const hearing = createHearing();
  const read: string[] = [];
  const testimony = () => [{ where: "a log", text: read.push("read").toString() }];
  hearing.testify(testimony);
  await hearing.testifyNow(testimony);
  expect(await hearing.findings()).toEqual([]);
  expect(read).toEqual([]);
});
