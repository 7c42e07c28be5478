// Azure's clock: what it shows, and when its timers fire, as answers with dates come in.
import { describe, expect, test } from "vitest";
import { createAzureClock } from "../../operator/azure/azure-clock.ts";
import { createStillClock } from "./still-clock.ts";

const at = (time: string) => new Date(`2026-11-23T${time}Z`);

function clockAt(speed: number) {
  const real = createStillClock(at("10:00:00"));
  return { real, clock: createAzureClock({ real, speed }) };
}

describe("what it shows", () => {
  test("is our own time before Azure answered, and says that it was not observed", () => {
    const { clock } = clockAt(1);
    expect(clock.now()).toEqual(at("10:00:00"));
    expect(clock.observed()).toBeUndefined();
  });

  test("is the last date plus what has passed, at Azure's speed", () => {
    const { real, clock } = clockAt(60);
    clock.observe(at("03:00:00"));
    real.advance(2000);
    expect(clock.now()).toEqual(at("03:02:00"));
    expect(clock.observed()).toEqual(at("03:02:00"));
    expect(clock.realNow()).toEqual(at("10:00:02"));
  });

  test("does not step back for an answer that was under way for a while", () => {
    const { real, clock } = clockAt(1);
    clock.observe(at("03:00:00"));
    real.advance(5000);
    clock.observe(at("03:00:03"));
    expect(clock.now()).toEqual(at("03:00:05"));
  });

  test("follows a clock that was set back, while measured time goes on", () => {
    const { real, clock } = clockAt(1);
    clock.observe(at("03:00:00"));
    const before = clock.monotonicMs();
    clock.observe(at("02:00:00"));
    expect(clock.now()).toEqual(at("02:00:00"));
    expect(clock.monotonicMs()).toBe(before);
    real.advance(1000);
    expect(clock.monotonicMs()).toBe(before + 1000);
  });

  test("ignores an answer without a date", () => {
    const { clock } = clockAt(1);
    clock.observe(new Date(""));
    expect(clock.observed()).toBeUndefined();
  });
});

describe("its timers", () => {
  test("wait in Azure's time", () => {
    const { real, clock } = clockAt(60);
    let fired = 0;
    clock.setTimer(60_000, () => {
      fired += 1;
    });
    real.advance(999);
    expect(fired).toBe(0);
    real.advance(1);
    expect(fired).toBe(1);
  });

  test("fire when Azure's clock is moved past them by hand, and once only", () => {
    const { real, clock } = clockAt(1);
    const fired: string[] = [];
    clock.observe(at("03:00:00"));
    clock.setTimer(7_200_000, () => fired.push("later"));
    clock.setTimer(600_000, () => fired.push("soon"));
    clock.observe(at("04:00:00"));
    real.advance(0);
    expect(fired).toEqual(["soon"]);
    real.advance(3_600_000);
    expect(fired).toEqual(["soon", "later"]);
    real.advance(10_000_000);
    expect(fired).toEqual(["soon", "later"]);
  });

  test("do not fire for a date that is ahead by no more than an answer can be late", () => {
    const { real, clock } = clockAt(1);
    let fired = false;
    clock.observe(at("03:00:00"));
    clock.setTimer(2000, () => {
      fired = true;
    });
    clock.observe(at("03:00:02"));
    real.advance(0);
    expect(fired).toBe(false);
  });

  test("can be cancelled, also after the clock was moved", () => {
    const { real, clock } = clockAt(1);
    let fired = false;
    clock.observe(at("03:00:00"));
    const cancel = clock.setTimer(60_000, () => {
      fired = true;
    });
    clock.observe(at("05:00:00"));
    cancel();
    real.advance(100_000);
    expect(fired).toBe(false);
    expect(real.pending()).toBe(0);
  });
});
