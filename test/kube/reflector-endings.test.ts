// How a reflector goes on after a watch has ended, or has fallen silent.
import { describe, expect, test } from "vitest";
import { errorFromStatus, RejectedError, UnavailableError } from "../../kube/errors.ts";
import { settle } from "./fake-clock.ts";
import { reset, setUp, started } from "./reflector-under-test.ts";
import { listOf } from "./scripted-source.ts";
import { bookmark, line, thing } from "./things.ts";

const expired = line("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" });

describe("after a watch has ended", () => {
  test("in good order, the next starts at once where it was, bookmarks counted", async () => {
    const { source, clock } = await started(listOf(7));
    await source.send(line("ADDED", thing("a", 8)), bookmark(20));
    await clock.advance(1_000);
    await source.end();
    expect(source.calls).toEqual(["list", "watch 7", "watch 20"]);
  });

  test("within a second, the next waits, though it told something", async () => {
    const { source, clock } = await started(listOf(7));
    await source.send(bookmark(20));
    await source.end();
    expect(source.calls).toEqual(["list", "watch 7"]);
    await clock.advance(400);
    expect(source.calls).toEqual(["list", "watch 7", "watch 20"]);
  });

  test("by a reset, the next resumes after a pause", async () => {
    const { source, clock } = await started(listOf(7));
    await source.send(line("ADDED", thing("a", 8)));
    await source.end(reset());
    expect(source.calls).toEqual(["list", "watch 7"]);
    await clock.advance(400);
    expect(source.calls).toEqual(["list", "watch 7", "watch 8"]);
  });

  test("again and again without a line, the pauses grow though each opens with 200", async () => {
    const { source, clock } = await started(listOf(7));
    for (const pause of [400, 800, 1_600]) {
      await source.end(reset());
      await clock.advance(pause - 1);
      expect(source.isOpen).toBe(false);
      await clock.advance(1);
      expect(source.isOpen).toBe(true);
    }
    await source.send(bookmark(9));
    await source.end(reset());
    await clock.advance(400);
    expect(source.isOpen).toBe(true);
  });

  test("by 410 it lists at once; what was missed is told and counted", async () => {
    const { source, told, registry } = await started(
      listOf(7, thing("a", 5), thing("b", 6)),
      listOf(30, thing("b", 25), thing("c", 28)),
    );
    await source.send(expired);
    expect(source.calls).toEqual(["list", "watch 7", "list", "watch 30"]);
    expect(told.slice(2)).toEqual(["deleted a@5 stale", "updated b@25", "added c@28"]);
    const text = await registry.metrics();
    for (const kind of ["add", "update", "delete"]) {
      expect(text).toContain(`watch_missed_total{resource="things.example.org",kind="${kind}"} 1`);
    }
    expect(text).toContain('watch_relists_total{resource="things.example.org",reason="expired"} 1');
  });

  test("by 410 twice without a line between, it pauses before the second list", async () => {
    const { source, clock } = await started(listOf(7));
    await source.send(expired);
    await source.send(expired);
    expect(source.calls.filter((call) => call === "list")).toHaveLength(2);
    await clock.advance(400);
    expect(source.calls.filter((call) => call === "list")).toHaveLength(3);
  });

  test("by a line that cannot be read, it lists: nothing is lost", async () => {
    const { source, told } = await started(listOf(7), listOf(9, thing("a", 8)));
    await source.send('{"type":"ADDED","object":{"metad');
    expect(source.calls).toEqual(["list", "watch 7", "list", "watch 9"]);
    expect(told).toEqual(["added a@8"]);
  });

  test("because the CRD is gone and came back, it forgets and starts anew", async () => {
    const { source, told, clock } = await started(listOf(7, thing("a", 5)), listOf(90));
    source.opens.push(new UnavailableError("not served", { code: 404, reason: "NotServed" }));
    source.opens.push(new UnavailableError("too old", { code: 410, reason: "Expired" }));
    await source.send(line("DELETED", thing("a", 8)));
    await clock.advance(1_000);
    await source.end();
    await clock.advance(400);
    expect(source.calls).toEqual(["list", "watch 7", "watch 8", "watch 8", "list", "watch 90"]);
    expect(told).toEqual(["added a@5 initial", "deleted a@8"]);
  });

  test("a watch that is refused names the problem until it works again", async () => {
    const { source, reflector, clock, logger } = await started(listOf(7));
    source.opens.push(new RejectedError("things is forbidden", 403, "Forbidden"));
    await source.end(reset());
    await clock.advance(400);
    expect(reflector.health()).toMatchObject({ synced: true, problem: "things is forbidden", refused: true });
    await clock.advance(800);
    expect(reflector.health()).toMatchObject({ problem: undefined, refused: false });
    expect(logger.messages("info")).toEqual(["watch works again"]);
  });

  test("one whose opening alone worked is still a problem, though nobody is needed for it", async () => {
    const { source, reflector, clock } = await started(listOf(7));
    await source.end(reset());
    await clock.advance(400);
    expect(source.isOpen).toBe(true);
    expect(reflector.health()).toMatchObject({ problem: expect.stringContaining("ECONNRESET"), refused: false });
    await source.send(bookmark(9));
    expect(reflector.health()).toMatchObject({ problem: undefined });
  });

  test.each<[string, Error]>([
    ["a right that was taken away", new RejectedError("forbidden", 403, "Forbidden")],
    ["a token that is not taken", errorFromStatus({ code: 401, reason: "Unauthorized" })],
    ["a kind that is not served", new UnavailableError("not served", { code: 404, reason: "NotServed" })],
  ])("%s is for somebody to mend, said while the copy stays", async (_, refusal) => {
    const { source, reflector, clock } = await started(listOf(7, thing("a", 5)));
    source.opens.push(refusal);
    await source.end(reset());
    await clock.advance(400);
    expect(reflector.health()).toMatchObject({ synced: true, refused: true });
    expect(reflector.list()).toHaveLength(1);
  });

  test("however long the server wants us to wait, a minute is the most", async () => {
    const { source, clock } = await started(listOf(7));
    source.opens.push(new UnavailableError("busy", { code: 429, retryAfterSeconds: 3_600 }));
    await source.send(bookmark(8));
    await clock.advance(1_000);
    await source.end();
    await clock.advance(59_999);
    expect(source.isOpen).toBe(false);
    await clock.advance(1);
    expect(source.isOpen).toBe(true);
  });

  test("the server is asked for five to ten minutes each time", async () => {
    const { source } = await started(listOf(7));
    expect(source.current().timeoutSeconds).toBe(450);
  });
});

describe("silence", () => {
  test("of 70 s ends the watch and asks; if nothing was missed it goes on at once, without a list", async () => {
    const { source, clock } = await started(listOf(7));
    source.probes = "7";
    await clock.advance(69_999);
    expect(source.calls).toEqual(["list", "watch 7"]);
    const { signal } = source.current();
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    expect(source.calls).toEqual(["list", "watch 7", "probe", "watch 7"]);
  });

  test("is counted from the last line", async () => {
    const { source, clock } = await started(listOf(7));
    await clock.advance(60_000);
    await source.send(bookmark(8));
    await clock.advance(69_999);
    expect(source.calls).toEqual(["list", "watch 7"]);
    await clock.advance(1);
    expect(source.calls).toContain("probe");
  });

  test.each(["2001-01-01T00:00:00Z", "2051-01-01T00:00:00Z"])(
    "is not mistaken when the clock jumps to %s",
    async (wall) => {
      const { source, clock, reflector } = await started(listOf(7));
      await clock.advance(60_000);
      clock.setWall(new Date(wall));
      await clock.advance(9_999);
      expect(source.calls).toEqual(["list", "watch 7"]);
      expect(reflector.health().quietSeconds).toBe(69.999);
      await clock.advance(1);
      expect(source.calls).toContain("probe");
    },
  );

  test("is noticed while a proxy holds the headers back, too", async () => {
    const { source, clock, reflector, stop } = setUp([listOf(7)]);
    source.opens.push("hang");
    source.probes = "7";
    reflector.start(stop.signal).catch(() => {});
    await clock.advance(70_000);
    expect(source.calls).toEqual(["list", "watch 7", "probe", "watch 7"]);
  });

  test("of a server that does not answer the question either is a pause", async () => {
    const { source, clock, reflector } = await started(listOf(7));
    source.probes = reset();
    await clock.advance(70_000);
    expect(source.calls).toEqual(["list", "watch 7", "probe"]);
    expect(reflector.health().problem).toContain("ECONNRESET");
    await clock.advance(400);
    expect(source.calls).toEqual(["list", "watch 7", "probe", "watch 7"]);
  });

  test("of a server that went back in time (etcd restored) takes the older list as the truth", async () => {
    const { source, clock, told } = await started(listOf(700, thing("a", 500)), listOf(40, thing("a", 30)));
    source.probes = "40";
    await clock.advance(70_000);
    expect(source.calls).toEqual(["list", "watch 700", "probe", "list", "watch 40"]);
    expect(told).toEqual(["added a@500 initial", "updated a@30"]);
  });

  test("of a server that went back in time is noticed at its first line, too", async () => {
    const { source, told } = await started(listOf(700, thing("a", 500)), listOf(45, thing("a", 30)));
    await source.send(line("MODIFIED", thing("b", 44)));
    expect(source.calls).toEqual(["list", "watch 700", "list", "watch 45"]);
    expect(told).toEqual(["added a@500 initial", "updated a@30"]);
  });

  test("of a server that went back and has caught up since is the truth all the same", async () => {
    const { source, clock, told } = await started(listOf(700, thing("a", 500)), listOf(710, thing("a", 30)));
    source.probes = "690";
    await clock.advance(70_000);
    expect(told).toEqual(["added a@500 initial", "updated a@30"]);
  });

  test("or not: a copy that is in doubt takes the list as the truth, whatever its versions", async () => {
    const { source, reflector, told } = await started(listOf(700, thing("a", 500)), listOf(710, thing("a", 300)));
    reflector.doubt();
    await settle();
    expect(source.calls).toEqual(["list", "watch 700", "list", "watch 710"]);
    expect(told).toEqual(["added a@500 initial", "updated a@300"]);
    await source.send(line("MODIFIED", thing("a", 711)));
    expect(told.at(-1)).toBe("updated a@711");
  });

  test("is counted in a row only: a line between begins anew", async () => {
    const { source, clock } = await started(listOf(7));
    source.probes = "7";
    await clock.advance(140_000);
    await source.send(bookmark(8));
    source.probes = "8";
    await clock.advance(140_000);
    expect(source.calls.filter((call) => call === "probe")).toHaveLength(4);
    expect(source.calls.filter((call) => call === "list")).toHaveLength(1);
  });

  test("three times in a row makes a new list", async () => {
    const { source, clock } = await started(listOf(7));
    source.probes = "7";
    await clock.advance(210_000);
    expect(source.calls.filter((call) => call === "list")).toHaveLength(2);
    expect(source.calls.filter((call) => call === "probe")).toHaveLength(3);
  });
});

test("the metrics say how the watch fares", async () => {
  const { source, registry, clock } = await started(listOf(7, thing("a", 5)));
  await clock.advance(1_000);
  await source.send(line("ADDED", thing("b", 8)));
  await source.end(reset());
  await clock.advance(400);
  const text = await registry.metrics();
  const label = 'resource="things.example.org"';
  expect(text).toContain(`watch_connects_total{${label},reason="first"} 1`);
  expect(text).toContain(`watch_connects_total{${label},reason="reset"} 1`);
  expect(text).toContain(`watch_relists_total{${label},reason="first"} 1`);
  expect(text).toContain(`watch_events_total{${label},type="ADDED"} 1`);
  expect(text).toContain(`watch_synced{${label}} 1`);
  expect(text).toContain(`store_objects{${label}} 2`);
  expect(text).toContain(`watch_last_line_timestamp_seconds{${label}} ${Date.parse("2026-11-23T10:00:01Z") / 1000}`);
});
