// What an error in a reconcile becomes for people, and when it is tried again.
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conditionOf, ready, why } from "../../crds/conditions.ts";
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind } from "../../crds/types.ts";
import { clientOver } from "../../kube/client.ts";
import { ConflictError } from "../../kube/errors.ts";
import type { HttpCall } from "../../kube/http.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import type { WorkQueue } from "../../kube/queue.ts";
import { StalledError, TransientError } from "../../operator/errors.ts";
import { createKind } from "../../operator/kind.ts";
import { createFakeClock, type FakeClock, settle } from "../kube/fake-clock.ts";
import { createFakeLogger, type FakeLogger } from "../kube/fake-logger.ts";
import { type FedCopies, startFedCopies } from "./fed-copies.ts";
import { protection } from "./protection/builders.ts";

type Status = NonNullable<PhysicalMachineProtection["status"]>;

let fed: FedCopies;
let clock: FakeClock;
let logger: FakeLogger;
let stopping: AbortController;
/** Statuses that reached the API server. */
let written: Status[];
let answer: () => void;
/** What each look throws; none: the protection is as wanted. */
let fails: Error | undefined;
let looks: number;
let contradictions: number;
let queue: WorkQueue;

beforeEach(async () => {
  [written, answer, fails, looks, contradictions] = [[], () => {}, undefined, 0, 0];
  [clock, logger, stopping] = [createFakeClock(), createFakeLogger(), new AbortController()];
  fed = await startFedCopies();
  const send = async (call: HttpCall): Promise<unknown> => {
    answer();
    const { status } = call.body as { readonly status: Status };
    written.push(status);
    return {
      ...protection({ status }),
      metadata: { ...protection().metadata, resourceVersion: `${written.length + 100}` },
    };
  };
  const http = { send, stream: () => Promise.reject(new Error("no watch")), close: async () => undefined };
  const kind = createKind(
    {
      kind: PhysicalMachineProtectionKind,
      reflector: fed.copies.protections,
      workers: 1,
      reconciler: {
        observe: async () => {
          looks += 1;
          if (fails !== undefined) throw fails;
        },
        decide: () => ({
          status: {},
          conditions: ready("Protected", "It is."),
          next: "on-change" as const,
          hold: false,
        }),
        act: () => Promise.reject(new Error("nothing is written")),
        conclude: (verdict) => verdict,
        now: () => clock.now(),
      },
    },
    {
      client: clientOver(http, "asr-chatops-operator"),
      events: { record: () => {} },
      logger,
      metrics: createKubeMetrics(new Registry()),
      clock,
      azureClock: clock,
      onContradiction: () => {
        contradictions += 1;
      },
      random: () => 0,
    },
  );
  queue = kind.queue;
  void kind.controller.start(stopping.signal);
  await fed.tell("protections", "ADDED", protection());
});

afterEach(() => {
  stopping.abort();
  fed.stop();
});

async function look(): Promise<void> {
  queue.add("dr-team/web01");
  await settle();
}

const told = () => why({ status: written.at(-1) ?? {} });

describe("an error in a reconcile", () => {
  test("that a person must mend is told as Stalled, and tried again in ten minutes", async () => {
    fails = new StalledError("Forbidden", "The identity may not read the vault.");
    await look();
    expect(told()).toEqual({ reason: "Forbidden", message: "The identity may not read the vault." });
    expect(conditionOf({ status: written.at(-1) ?? {} }, "Stalled")?.status).toBe("True");
    await clock.advance(599_000);
    expect(looks).toBe(1);
    fails = undefined;
    await clock.advance(1000);
    expect(looks).toBe(2);
    expect(told()?.reason).toBe("Protected");
  });

  test("that passes is told as Reconciling, and tried again with growing waits", async () => {
    fails = new TransientError("Azure answered 503.");
    await look();
    expect(told()).toEqual({ reason: "AzureUnavailable", message: "Azure answered 503." });
    await clock.advance(7000);
    expect(looks).toBe(4);
    expect(written).toHaveLength(1);
  });

  test("that passes waits as long as Azure asks", async () => {
    fails = new TransientError("Azure answered 429.", { retryAfterSeconds: 90 });
    await look();
    await clock.advance(89_000);
    expect(looks).toBe(1);
    await clock.advance(1000);
    expect(looks).toBe(2);
  });

  test("that passes is no news about what is Ready", async () => {
    await look();
    expect(told()?.reason).toBe("Protected");
    fails = new TransientError("Azure answered 503.");
    await look();
    expect(looks).toBe(2);
    expect(written).toHaveLength(1);
  });

  test("that passes does not hide what a person must mend", async () => {
    fails = new StalledError("CleanUpFailed", "The test machine is still running.");
    await look();
    fails = new TransientError("Azure answered 503.");
    await look();
    expect(looks).toBe(2);
    expect(told()?.reason).toBe("CleanUpFailed");
    expect(written).toHaveLength(1);
  });

  test("told about a resource that changed meanwhile is no second error: the newer one is looked at", async () => {
    fails = new StalledError("Forbidden", "The identity may not read the vault.");
    answer = () => {
      throw new ConflictError("the object has been modified", { code: 409 });
    };
    await look();
    expect(logger.messages("error")).toEqual([]);
    expect(logger.messages("warn")).toEqual(["reconcile failed"]);
  });

  test.each([
    ["in a look", undefined],
    ["in telling of an error", new StalledError("Forbidden", "The identity may not read the vault.")],
  ])(
    "conflicts %s go on while the copy stays: the copies are doubted, and not before ten seconds",
    async (_, error) => {
      fails = error;
      answer = () => {
        throw new ConflictError("the object has been modified", { code: 409 });
      };
      await look();
      for (let second = 0; second < 9; second++) {
        await clock.advance(1000);
        await look();
      }
      expect(contradictions).toBe(0);
      await clock.advance(2000);
      await look();
      expect(contradictions).toBe(1);
    },
  );
});
