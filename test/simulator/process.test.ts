// The simulator as a process: what it prints, how it ends, what it says to wrong arguments.
import { describe, expect, test } from "vitest";
import { startChild } from "../stack/child.ts";

describe("the simulator's process", () => {
  test("prints vault and address, answers there, and ends well when it is asked to", async () => {
    const child = startChild(["simulator", "--port", "0", "--speed", "0", "--start", "2026-11-23T08:00:00Z"]);
    const [, vault] = await child.line(/^vault: (\S+)$/);
    const [, url] = await child.line(/^listening: (http:\/\/127\.0\.0\.1:\d+)$/);
    expect(vault).toMatch(/^\/subscriptions\/.*\/vaults\/contoso-dr$/);
    const clock = await fetch(`${url}/_simulator/clock`);
    expect(await clock.json()).toEqual({ now: "2026-11-23T08:00:00.000Z", speed: 0 });
    await child.end("SIGTERM");
    expect(await child.ended).toBe(0);
  });

  test("listens on every address of the machine when it is told to", async () => {
    const child = startChild(["simulator", "--port", "0", "--host", "0.0.0.0", "--speed", "0"]);
    const [, port] = await child.line(/^listening: http:\/\/0\.0\.0\.0:(\d+)$/);
    // Another address of the machine than the default one; only Linux has it without being asked.
    const other = process.platform === "linux" ? "127.0.0.2" : "127.0.0.1";
    expect((await fetch(`http://${other}:${port}/_simulator/clock`)).status).toBe(200);
    await child.end("SIGTERM");
  });

  test("says what is wrong with its arguments in one line, with exit code 2", async () => {
    const child = startChild(["simulator", "--port", "many"]);
    expect(await child.ended).toBe(2);
    expect(child.lines).toEqual(['--port must be a whole number from 0 to 65535, not "many". --help tells more.']);
  });
});
