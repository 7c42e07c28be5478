// A write that was made for a request in chat: its id is in Azure's log and in ours.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFakeLogger } from "../kube/fake-logger.ts";
import { ACCEPTED, armError, itemId, JOB, portTo, WRITE } from "./port-under-test.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

test("carries the id of the request in chat, if there was one, and both are in the log", async () => {
  const correlationId = "3c83fd03-56ac-4b5f-e9f2-0a1b2c3d4e5f";
  const logger = createFakeLogger();
  server.answer(ACCEPTED, { status: 409, body: armError("Busy", "Another job runs.") });
  const write = { ...WRITE, correlationId };
  const writing = portTo(server.url, { logger });
  for (const name of ["web01", "web02"]) await writing.testFailover(write, itemId(name), { networkId: "/net" });
  writing.close();
  expect(server.received.map(({ headers }) => headers["x-ms-correlation-request-id"])).toEqual([
    correlationId,
    correlationId,
  ]);
  const ids = { operation: WRITE.operationId, correlation: correlationId };
  const told = logger.entries.filter(({ level }) => level === "info");
  expect(told.map(({ message, fields }) => ({ message, fields }))).toEqual([
    { message: "azure took a write", fields: { ...ids, jobId: JOB } },
    { message: "azure did not take a write", fields: expect.objectContaining({ ...ids, status: 409 }) },
  ]);
});
