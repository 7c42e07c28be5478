// Fleets of any size: as many machines as were asked for, plausible ones, and always the same under a seed.
import { describe, expect, test } from "vitest";
import { exampleFleet } from "../../simulator/example-fleet.ts";
import { generated } from "../../simulator/generated-fleet.ts";
import { readOptions } from "../../simulator/options.ts";
import { respond } from "../../simulator/respond.ts";
import { startSimulation } from "../../simulator/simulation.ts";
import { START } from "./build.ts";
import { VAULT } from "./client.ts";

const made = (seed: string, machines = 300, count = 100) =>
  generated(exampleFleet(), { machines, protected: count, seed }).machines;

describe("a generated fleet", () => {
  test("has as many machines as are wanted, no two of one name, address or card", () => {
    const machines = made("one", 3000, 2000);
    expect(machines).toHaveLength(3000);
    expect(machines.filter((machine) => machine.protected)).toHaveLength(2000);
    for (const of of ["name", "ipAddress", "macAddress"] as const) {
      const values = machines.map(({ name, nics: [nic] }) => (of === "name" ? name : nic?.[of]));
      expect(new Set(values).size).toBe(3000);
    }
  });

  test("has machines of both systems, with one to four disks of which the first starts the machine", () => {
    const machines = made("one");
    expect(new Set(machines.map(({ os }) => os))).toEqual(new Set(["Linux", "Windows"]));
    expect(new Set(machines.map(({ disks }) => disks.length))).toEqual(new Set([1, 2, 3, 4]));
    expect(machines.filter(({ disks }) => disks.findIndex(({ os }) => os) !== 0)).toEqual([]);
  });

  test("is the same under a seed, and another under another", () => {
    expect(made("one")).toEqual(made("one"));
    expect(made("one")).not.toEqual(made("two"));
  });

  test("keeps the vault, its networks and accounts", () => {
    const { machines: _, ...others } = exampleFleet();
    expect(generated(exampleFleet(), { machines: 5, protected: 0, seed: "one" })).toMatchObject(others);
  });

  test("cannot have more protected machines than machines", () => {
    expect(() => made("one", 5, 6)).toThrow(/more machines are to be protected/);
  });
});

/** Every page of the vault's lists, as bytes. */
function allPages(seed: string): string {
  const fleet = generated(exampleFleet(), { machines: 250, protected: 230, seed });
  const settings = { fleet, seed, speed: 0, lagSeconds: 0, pageSize: 100, start: START };
  const simulation = startSimulation(settings, () => 0);
  const read = (target: string): string => {
    const headers = { host: "azure.example", authorization: "Bearer any" };
    const { body } = respond(simulation, { method: "GET", target, headers, body: "" });
    const { nextLink } = JSON.parse(body) as { nextLink: string | null };
    return nextLink === null ? body : body + read(nextLink.replace("http://azure.example", ""));
  };
  const lists = ["replicationProtectedItems", "replicationJobs", "replicationEvents", "replicationFabrics"];
  return lists.map((list) => read(`${VAULT}/${list}?api-version=2023-06-01`)).join("\n");
}

test("two runs under one seed answer the same bytes, and other ones under another", () => {
  const first = allPages("one");
  expect(first.match(/"friendlyName":"(web|app|sql|ora|file|mail|batch|cache)-\d{5}"/g)?.length).toBeGreaterThan(200);
  expect(allPages("one") === first).toBe(true);
  expect(allPages("two") === first).toBe(false);
});

describe("the command line", () => {
  test("makes the first vault's machines, and leaves the others theirs", async () => {
    const options = await readOptions(["--machines", "20", "--protected", "5", "--seed", "x"]);
    if (options === "help") throw new Error("no help was asked for");
    expect(options.fleet?.vaultName).toBe("contoso-dr");
    expect(options.fleet?.machines).toEqual(made("x", 20, 5));
  });

  test.each([
    [["--protected", "5"], /^--protected needs --machines/],
    [["--machines", "5", "--protected", "6"], "--protected must not be more than --machines."],
    [["--machines", "100001"], '--machines must be a whole number from 0 to 100000, not "100001".'],
    [["--machines", "2.5"], '--machines must be a whole number from 0 to 100000, not "2.5".'],
    [["--page-size", "0"], '--page-size must be a whole number from 1 on, not "0".'],
    [["--latency-ms", "-"], '--latency-ms must be a number from 0 to 600000, not "-".'],
    [["--oldest-api-version", "v1"], /^--oldest-api-version must be a version like 2023-06-01/],
  ])("is refused: %j", async (args, sentence) => {
    await expect(readOptions(args)).rejects.toThrow(sentence);
  });

  test("takes limits, latency and the oldest version", async () => {
    const args = ["--throttle", "--latency-ms", "20", "--jitter-ms", "5", "--oldest-api-version", "2024-04-01"];
    expect(await readOptions(args)).toMatchObject({
      throttle: true,
      latency: { milliseconds: 20, jitterMilliseconds: 5 },
      oldestApiVersion: "2024-04-01",
    });
  });
});
