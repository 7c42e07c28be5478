// Events as people read them, on a real API server.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEventRecorder, type EventRecorder } from "../../../kube/events.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { createFakeLogger } from "../../kube/fake-logger.ts";
import { createThings, type ThingWorld } from "./things.ts";

let world: ThingWorld;
let recorder: EventRecorder;
const logger = createFakeLogger();

beforeAll(async () => {
  world = await createThings();
  const reporting = { reportingController: "example.org/operator", reportingInstance: "pod-1" };
  recorder = createEventRecorder({ client: world.client, ...reporting, logger });
});
afterAll(async () => {
  await recorder.close();
  await world.client.close();
});

test("kubectl describe shows them, repeats counted, whatever the note says", async () => {
  const regarding = await world.client.create(world.kind, world.thing("web01"));
  const note = `Machine "web01" is not known. ${"🚒 \u0085\u2028 ".repeat(200)}`;
  for (let repeat = 0; repeat < 3; repeat++) {
    recorder.record({ regarding, type: "Warning", reason: "NotDiscovered", action: "Look", note });
  }
  recorder.record({ regarding, type: "Normal", reason: "Protected", action: "Protect", note: "web01 is protected." });
  await recorder.close();
  expect(logger.messages("warn")).toEqual([]);
  const { kubectlOrThrow } = controlPlane();
  const described = await kubectlOrThrow(["describe", `things.${world.kind.group}`, "web01", "-n", world.namespace]);
  expect(described).toMatch(/Warning\s+NotDiscovered\s+.*\(x3 over .*\).*Machine "web01" is not known\./);
  expect(described).toMatch(/Normal\s+Protected\s+.*web01 is protected\./);
});
