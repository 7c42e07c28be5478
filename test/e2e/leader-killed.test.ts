// A leader killed with SIGKILL right after its intent was saved: the next one takes it over, and Azure is called once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestFailover, TestFailoverKind } from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector } from "../../kube/reflector.ts";
import type { Replica } from "../stack/replicas.ts";
import { eventually } from "./eventually.ts";
import { type LeaderGround, startLeaderGround } from "./leader-ground.ts";
import { getRun } from "./shop.ts";

const MINUTES = 60_000;

let ground: LeaderGround;
let first: Replica;
let second: Replica;
const watching = new AbortController();

beforeAll(async () => {
  ground = await startLeaderGround(240, ["killed"]);
  first = await ground.replicas.start();
  await first.leads();
  second = await ground.replicas.start();
  await second.standsBy();
  await ground.bound();
}, 5 * MINUTES);

afterAll(async () => {
  watching.abort();
  await ground?.stop();
});

test("of a drill whose leader died with its intent on record the next makes one drill, and ends it", async () => {
  const runs = createReflector<TestFailover>({
    ...{ client: ground.stack.client, kind: TestFailoverKind, logger: silentLogger },
  });
  const epochs = new Set<number>();
  runs.onChange(({ object: { status } }) => {
    if (status?.operation === undefined) return;
    epochs.add(status.operation.epoch);
    void first.child.end("SIGKILL");
  });
  void runs.start(watching.signal);
  await ground.begin("killed");
  const epoch = await second.leads();
  expect((await ground.lease())?.leaseTransitions).toBe(epoch);
  const ended = await eventually(
    "the drill has ended",
    () => getRun(ground.stack.client, "killed"),
    (run) => run?.status?.endedAt !== undefined,
  );
  expect(ended?.status?.phase).toBe("Succeeded");
  // What was asked for in the first term says so, and so does the clean-up, of the second.
  expect([...epochs]).toEqual([epoch - 1, epoch]);
  expect((await ground.starts("killed")).filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
});
