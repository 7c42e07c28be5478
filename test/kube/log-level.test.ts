// The log level of a process that runs: who follows it, who may change it, and what is said about that.
import type { IncomingMessage } from "node:http";
import { Writable } from "node:stream";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { type HealthServer, startHealthServer } from "../../kube/health.ts";
import { answerLogLevel, followingLogger, isLoopback, levelControl } from "../../kube/log-level.ts";
import type { LogLevel } from "../../kube/settings.ts";

let server: HealthServer | undefined;
afterEach(() => server?.close());

function setUp(level: LogLevel = "info") {
  const lines: { readonly msg: string }[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const root = pino({ level, base: null, timestamp: false }, stream);
  return { lines, logger: followingLogger(root), control: levelControl(root) };
}

describe("a logger", () => {
  test("and children made before follow a change of level", () => {
    const { lines, logger, control } = setUp();
    const child = logger.child({ resource: "things" }).child({ key: "a" });
    child.debug({}, "not yet");
    control.set("debug");
    child.debug({ more: 1 }, "now");
    logger.debug({}, "too");
    control.set("error");
    child.warn({}, "not any more");
    expect(lines.map(({ msg }) => msg)).toEqual(["log level changed", "now", "too", "log level changed"]);
    expect(lines[1]).toEqual({ level: 20, resource: "things", key: "a", more: 1, msg: "now" });
  });

  test("tells an error with its stack", () => {
    const { lines, logger } = setUp();
    logger.child({ key: "a" }).error({ err: new Error("no") }, "failed");
    expect(lines[0]).toMatchObject({ key: "a", err: { message: "no", stack: expect.stringContaining("log-level") } });
  });

  test.each<[LogLevel, LogLevel, number]>([
    ["info", "silent", 1],
    ["silent", "debug", 1],
    ["info", "debug", 1],
    ["error", "silent", 0],
  ])("from %s to %s says so %i times", (from, to, times) => {
    const { lines, control } = setUp(from);
    control.set(to);
    expect(lines).toEqual(Array(times).fill({ level: 30, from, to, msg: "log level changed" }));
  });
});

describe("/loglevel", () => {
  async function serving() {
    const { control } = setUp();
    const checks = { live: {}, ready: {} };
    server = await startHealthServer({ address: "127.0.0.1:0", checks, registry: new Registry(), logLevel: control });
    return async (method: string, body?: string) => {
      const answer = await fetch(`http://${server?.address}/loglevel`, { method, ...(body !== undefined && { body }) });
      return [answer.status, (await answer.text()).trim(), control.level()];
    };
  }

  test("tells the level and changes it, and refuses what is none", async () => {
    const ask = await serving();
    expect(await ask("GET")).toEqual([200, "info", "info"]);
    expect(await ask("PUT", "debug\n")).toEqual([200, "debug", "debug"]);
    expect(await ask("PUT", "verbose")).toEqual([400, expect.stringContaining("trace, debug, info"), "debug"]);
    expect(await ask("PUT", "x".repeat(100_000))).toEqual([400, expect.any(String), "debug"]);
    expect(await ask("DELETE")).toEqual([405, expect.any(String), "debug"]);
  });

  test.each([
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["10.0.0.7", false],
    ["::ffff:10.0.0.7", false],
    ["fe80::1", false],
    ["127.0.0.1.evil", false],
    [undefined, false],
  ])("answers %s: %s", (address, answers) => {
    expect(isLoopback(address)).toBe(answers);
  });

  test("answers nobody from another machine", async () => {
    const { control } = setUp();
    const request = { method: "PUT", socket: { remoteAddress: "10.0.0.7" } } as IncomingMessage;
    expect(await answerLogLevel(request, control)).toMatchObject({ status: 403 });
    expect(control.level()).toBe("info");
  });

  test("is not there without a level to change", async () => {
    server = await startHealthServer({
      address: "127.0.0.1:0",
      checks: { live: {}, ready: {} },
      registry: new Registry(),
    });
    expect((await fetch(`http://${server.address}/loglevel`)).status).toBe(404);
  });
});
