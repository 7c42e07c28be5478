// Failed jobs that are started again, and the export of jobs.
import { expect, test } from "vitest";
import { allowedOperations, itemNamed } from "../../simulator/items.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import { enableOf, item, job, mapped, refusal, seconds, send, started } from "./build.ts";

const DAY = 86_400;

const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;

test("a job that failed to enable can be restarted, and its machine becomes Protected", () => {
  const name = "web01-fails-enable-once";
  const world = mapped(name);
  const failed = started(enableOf(world, name));
  seconds(world, 1000);
  expect(job(world, failed)).toMatchObject({ state: "Failed", allowedActions: ["Restart"] });
  const restart = send(world, "ReplicationJobs_Restart", failed.name);
  expect(restart).toMatchObject({ accepted: { scenario: "RestartJob" } });
  expect(restart).toMatchObject({ at: expect.stringMatching(`/replicationJobs/${started(restart).name}$`) });
  seconds(world, 1);
  expect(job(world, failed)).toMatchObject({ state: "InProgress", operation: "InProgress", errors: [] });
  expect(itemNamed(world, name)?.enableError).toBeUndefined();
  expect(allowedOperations(item(world, name), world.now)).toEqual([]);
  seconds(world, DAY);
  expect(job(world, failed)).toMatchObject({ state: "Succeeded", operation: "Succeeded" });
  expect(properties(world, name).protectionState).toBe("Protected");
});

test("jobs that may not be restarted are left alone", () => {
  const world = mapped("web01", "web02-fails-enable");
  const good = started(enableOf(world, "web01"));
  const bad = started(enableOf(world, "web02-fails-enable"));
  seconds(world, DAY);
  expect(refusal(send(world, "ReplicationJobs_Restart", good.name)).status).toBe(409);
  expect(refusal(send(world, "ReplicationJobs_Restart", "none")).status).toBe(404);
  started(send(world, "ReplicationProtectedItems_Delete", "web02-fails-enable", { properties: {} }));
  seconds(world, 100);
  started(send(world, "ReplicationJobs_Restart", bad.name));
  seconds(world, 10);
  expect(job(world, bad).state).toBe("Failed");
});

test("an export is a job that names where its rows would be", () => {
  const world = mapped();
  const running = started(send(world, "ReplicationJobs_Export", "any", {}));
  seconds(world, 2);
  expect(job(world, running)).toMatchObject({
    scenario: "ExportJobs",
    state: "Succeeded",
    blobUri: expect.any(String),
  });
});
