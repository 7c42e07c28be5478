// The command line: what is read, what is refused with a sentence, and what --help tells.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTROLS } from "../../simulator/control.ts";
import { FAULT_KINDS } from "../../simulator/faults.ts";
import { HELP } from "../../simulator/help.ts";
import { readOptions } from "../../simulator/options.ts";
import { SCENARIOS } from "../../simulator/scenarios.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe("the command line", () => {
  test("has a default for everything", async () => {
    expect(await readOptions([])).toEqual({
      port: 8090,
      host: "127.0.0.1",
      speed: 60,
      seed: "1",
      lagSeconds: 0,
      pageSize: 100,
    });
  });

  test("takes a fleet as YAML and as JSON", async () => {
    const yaml = await file("fleet.yaml", "vaultName: shop\nmachines:\n  - name: web01\n    protected: true\n");
    const json = await file("fleet.json", '{"vaultName": "shop", "machines": [{"name": "web01", "protected": true}]}');
    const expected = { fleet: { vaultName: "shop", machines: [{ name: "web01", protected: true }] } };
    expect(await readOptions(["--fleet", yaml])).toMatchObject(expected);
    expect(await readOptions(["--fleet", json])).toMatchObject(expected);
  });

  test.each([
    [["--port", "65536"], '--port must be a whole number from 0 to 65535, not "65536".'],
    [["--port", ""], '--port must be a whole number from 0 to 65535, not "".'],
    [["--host", "everywhere"], '--host must be an address like 127.0.0.1 or 0.0.0.0, not "everywhere".'],
    [["--speed", "-1"], /--speed/],
    [["--speed=-1"], '--speed must be a number from 0 to 100000, not "-1".'],
    [["--lag-seconds", "4000"], "--lag-seconds must be a number from 0 to 3600"],
    [["--start", "yesterday"], "--start must be a time like 2026-11-23T08:00:00Z"],
    [["--flet", "x"], /--flet/],
    [["--fleet", "/nowhere/fleet.yaml"], /^\/nowhere\/fleet\.yaml cannot be read as a fleet: .*ENOENT/],
  ])("is refused: %j", async (args, sentence) => {
    await expect(readOptions(args)).rejects.toThrow(sentence);
  });

  test("is refused with file and field when the fleet is wrong", async () => {
    const path = await file("wrong.yaml", "machines: [{name: web01, cores: many}]");
    await expect(readOptions(["--fleet", path])).rejects.toThrow(
      `${path}: machines[0].cores must be a number above 0.`,
    );
  });

  test("is refused with the file when the fleet is no YAML", async () => {
    const path = await file("broken.yaml", "machines: [");
    await expect(readOptions(["--fleet", path])).rejects.toThrow(`${path} cannot be read as a fleet`);
  });
});

describe("--help", () => {
  test("is asked for in both ways", async () => {
    expect([await readOptions(["--help"]), await readOptions(["-h"])]).toEqual(["help", "help"]);
  });

  test("tells every scenario, every endpoint and every kind of fault", () => {
    for (const word of [...Object.keys(SCENARIOS), ...Object.keys(FAULT_KINDS)]) expect(HELP).toContain(`  ${word} `);
    for (const endpoint of Object.keys(CONTROLS)) expect(HELP).toContain(endpoint.replace(" ", " /_simulator/"));
  });
});
