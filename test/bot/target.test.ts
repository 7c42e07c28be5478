// What a word names, in live copies that are fed as a watch would.
import { afterEach, describe, expect, test } from "vitest";
import { UsageError } from "../../bot/command.ts";
import { findProtection, findRun, findTarget, UnknownTargetError } from "../../bot/target.ts";
import { protectionOf, runOf, status, vaultOf } from "./build.ts";
import { type Facts, factsOf, machineOf } from "./commands/facts.ts";

let open: Facts | undefined;
afterEach(() => open?.stop());

const byName = { machine: { name: "web01.contoso.com", ipAddress: "10.1.0.4" } };
const web01 = protectionOf({ metadata: { name: "web-one" }, spec: byName, status: { machine: "web01" } });
const run = runOf({
  metadata: { name: "web01-20261123-9f3c" },
  spec: { protection: "web-one" },
  status: status.running,
});
const app01 = machineOf("app01", { fqdn: "app01.contoso.com", addresses: ["10.1.0.9"] });
const twins = [
  machineOf("twin", { addresses: ["10.1.0.5"] }, "twin-1"),
  machineOf("twin", { addresses: ["10.1.0.6"] }, "twin-2"),
];
const vanished = machineOf("old01", { missingSince: "2026-11-01T00:00:00Z" }, "old01-1");
const back = machineOf("old01", {}, "old01-2");
const others = machineOf("alien01", { vault: "fabrikam" });
const vaults = [vaultOf(), vaultOf({ metadata: { name: "fabrikam" }, spec: { allowedNamespaces: ["shop"] } })];
const machines = [app01, ...twins, vanished, back, others];

async function lookUp<T>(
  find: typeof findTarget | typeof findRun | typeof findProtection,
  word: string,
  more: object = {},
): Promise<T> {
  open = await factsOf({ vaults, machines, protections: [web01], runs: [run], ...more });
  return find(word, "dr-team", open.copies) as T;
}
const nameOf = (target: object) =>
  Object.entries(target)
    .map(([kind, found]) => `${kind} ${(found as typeof web01).metadata.name}`)
    .join();

describe("a word names", () => {
  test.each([
    ["a run, by its name", "web01-20261123-9f3c", "run web01-20261123-9f3c"],
    ["a run, whatever its case", "WEB01-20261123-9F3C", "run web01-20261123-9f3c"],
    ["a protection, by its name", "web-one", "protection web-one"],
    ["a protection, by its machine", "WEB01", "protection web-one"],
    ["a protection, by what its manifest calls the machine", "web01.contoso.com", "protection web-one"],
    ["a protection, by the address in its manifest", "10.1.0.4", "protection web-one"],
    ["a machine, by its name", "app01", "machine app01"],
    ["a machine, by its full name", "App01.Contoso.com", "machine app01"],
    ["a machine, by an address", "10.1.0.9", "machine app01"],
    ["a machine, by its resource, where its name is not enough", "twin-2", "machine twin-2"],
    ["the machine that is seen, not the one that vanished", "old01", "machine old01-2"],
  ])("%s", async (_, word, found) => {
    expect(nameOf(await lookUp<object>(findTarget, word))).toBe(found);
  });

  test("a run rather than a protection of the same name, and that rather than a machine", async () => {
    const same = {
      protections: [protectionOf({ metadata: { name: "app01" } })],
      runs: [runOf({ metadata: { name: "app01" } })],
    };
    expect(nameOf(await lookUp<object>(findTarget, "app01", same))).toBe("run app01");
    open?.stop();
    expect(nameOf(await lookUp<object>(findTarget, "app01", { ...same, runs: [] }))).toBe("protection app01");
  });

  test("the protection that owns a machine by another of its names", async () => {
    const owned = machineOf("app01", {
      fqdn: "app01.contoso.com",
      protectedBy: { namespace: "dr-team", name: "web-one" },
    });
    expect(nameOf(await lookUp<object>(findTarget, "app01.contoso.com", { machines: [owned] }))).toBe(
      "protection web-one",
    );
  });

  test("a machine that another namespace protects", async () => {
    const owned = machineOf("app01", { protectedBy: { namespace: "shop", name: "app01" } });
    expect(nameOf(await lookUp<object>(findTarget, "app01", { machines: [owned] }))).toBe("machine app01");
  });
});

describe("a word that names nothing is told", () => {
  test.each<[string, string, string, string | undefined]>([
    [
      "with the name that was meant",
      "ap01",
      "I know no “ap01” in *dr-team*. Did you mean *app01*? `/asr machines` lists 5 machines.",
      "app01",
    ],
    [
      "without a guess when nothing is near",
      "zebra",
      "I know no “zebra” in *dr-team*. `/asr machines` lists 5 machines.",
      undefined,
    ],
    [
      "without a ping",
      "<!channel>",
      "I know no “&lt;!channel&gt;” in *dr-team*. `/asr machines` lists 5 machines.",
      undefined,
    ],
    [
      "as unknown when another namespace's vault sees it",
      "alien01",
      "I know no “alien01” in *dr-team*. `/asr machines` lists 5 machines.",
      undefined,
    ],
  ])("%s", async (_, word, message, instead) => {
    const error = await lookUp(findTarget, word).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnknownTargetError);
    expect(error).toMatchObject({ message, word, instead });
  });
});

describe("a word that names several is told with all of them:", () => {
  test("machines, by what tells them apart", async () => {
    await expect(lookUp(findTarget, "twin")).rejects.toThrow(
      new UsageError(
        "2 machines are called *twin*: `twin-1` (10.1.0.5, seen by dr-appliance-1), `twin-2` (10.1.0.6, seen by dr-appliance-1). Name one.",
      ),
    );
  });

  test("protections, by their names", async () => {
    const two = [web01, protectionOf({ metadata: { name: "web-two" }, status: { machine: "web01" } })];
    await expect(lookUp(findTarget, "web01", { protections: two })).rejects.toThrow(
      new UsageError("Several protections are about *web01*: `web-one`, `web-two`. Name one."),
    );
  });
});

describe("a run is found", () => {
  test.each(["web01-20261123-9f3c", "web-one", "web01"])("by %s", async (word) => {
    expect(await lookUp(findRun, word)).toMatchObject({ metadata: { name: "web01-20261123-9f3c" } });
  });

  const ended = runOf({ metadata: { name: "ended" }, spec: { protection: "web-one" }, status: status.succeeded });
  const waiting = runOf({ metadata: { name: "waiting" }, spec: { protection: "web-one" } });

  test("among those that ended", async () => {
    expect(await lookUp(findRun, "web01", { runs: [ended, run] })).toMatchObject({
      metadata: { name: run.metadata.name },
    });
  });

  test.each([
    ["when there never was one", [], "*web-one* has no test failover under way. It never had one that I know of."],
    ["when all ended", [ended], "*web-one* has no test failover under way. The last was `ended`: Succeeded."],
  ])("not %s", async (_, runs, message) => {
    await expect(lookUp(findRun, "web01", { runs })).rejects.toThrow(new UsageError(message));
  });

  test("not when two are under way", async () => {
    await expect(lookUp(findRun, "web01", { runs: [run, waiting] })).rejects.toThrow(
      /\*web-one\* has 2 test failovers that have not ended: `[^`]+`, `[^`]+`\. Name one\./,
    );
  });

  test("not for a machine that nobody protects: protecting it is offered", async () => {
    const error = await lookUp(findRun, "app01").catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: "*app01* is not protected in *dr-team*.",
      suggestion: "protect app01 -n dr-team",
    });
  });
});

describe("a protection is found", () => {
  test.each(["web-one", "web01", "web01-20261123-9f3c"])("by %s", async (word) => {
    expect(await lookUp(findProtection, word)).toMatchObject({ metadata: { name: "web-one" } });
  });

  test("not by a run whose protection is gone", async () => {
    await expect(lookUp(findProtection, run.metadata.name, { protections: [] })).rejects.toThrow(
      /what it protected is gone/,
    );
  });

  test("not for a machine that another namespace protects", async () => {
    const owned = machineOf("app01", { protectedBy: { namespace: "shop", name: "app01" } });
    await expect(lookUp(findProtection, "app01", { machines: [owned] })).rejects.toThrow(
      new UsageError("*app01* is protected in another namespace, *shop*."),
    );
  });
});
