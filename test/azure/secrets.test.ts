// Signed addresses and signatures, wherever Azure puts them, reach neither what the port answers nor what it logs.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Logger } from "../../kube/logger.ts";
import type { SiteRecovery } from "../../operator/azure/site-recovery.ts";
import { EVERY } from "./every-call.ts";
import { ACCEPTED, armError, failure, itemId, list, ok, portTo, WRITE } from "./port-under-test.ts";
import { itemRow, jobRow } from "./rows.ts";
import type { Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
/** What we sent, as an answer may repeat it. */
const TOKEN = `${part({ alg: "RS256" })}.${part({ aud: "https://management.azure.com" })}.SIGNATURE`;
const SIGNED = "https://exports.blob.core.windows.net/jobs/1.xlsx?sv=2022-11-02&sr=b&sig=SIGNATURE%3D&se=2026";
const WORDS = `Look at ${SIGNED}, or use sig=SIGNATURE by hand.`;
const said = { errorMessage: WORDS, possibleCauses: WORDS, recommendedAction: WORDS };
const error = {
  serviceErrorDetails: { code: "28031", message: WORDS, possibleCauses: WORDS, recommendedAction: WORDS },
  providerErrorDetails: { errorCode: 1, ...said },
};
const details = { instanceType: "TestFailoverJobDetails", comments: WORDS };
const job = jobRow("j1", {
  state: "Failed",
  errors: [error],
  tasks: [{ name: "t", errors: [{ ...error, taskId: "t" }] }],
  customDetails: details,
});

const ANSWERS: readonly [string, (port: SiteRecovery) => Promise<unknown>, Reply][] = [
  ["a job's errors and comments", (port) => port.job("j1"), ok(job)],
  ["the job list", (port) => port.jobs(new Date(0)), list([job])],
  ["health errors", (port) => port.item(itemId("web01")), ok(itemRow("web01", { healthErrors: [said] }))],
  ["a refused write", (port) => port.deletePolicy(WRITE, "p"), { status: 400, body: armError("Bad", WORDS) }],
  ["an accepted write", (port) => port.deletePolicy(WRITE, "p"), ACCEPTED],
  [
    "a token that is not taken, and repeated in the answer",
    (port) => port.policy("p"),
    {
      status: 401,
      body: armError("InvalidAuthenticationToken", `The token 'Bearer ${TOKEN}' is not valid: ${TOKEN}.`),
    },
  ],
  [
    "the same of a write",
    (port) => port.deletePolicy(WRITE, "p"),
    { status: 401, body: armError("InvalidAuthenticationToken", `The token ${TOKEN} is not valid.`) },
  ],
  ["an answer that is not ARM's", (port) => port.policy("p"), { status: 401, body: `<html>Bearer ${TOKEN}</html>` }],
  ["a refused read", (port) => port.policy("p"), { status: 403, body: armError("AuthorizationFailed", WORDS) }],
  [
    "the reason of a size",
    (port) => port.targetSizes(itemId("web01")),
    list([{ name: "s", properties: { errors: [{ message: WORDS }] } }]),
  ],
];

test.each(ANSWERS)("%s", async (_, call, reply) => {
  const lines: unknown[] = [];
  const log = (fields: unknown, message: string) => lines.push(fields, message);
  const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
  server.answer(reply);
  const port = portTo(server.url, { logger });
  const answer = await call(port).catch((thrown: Error) => ({ ...thrown, message: thrown.message }));
  port.close();
  expect(JSON.stringify(answer).length).toBeGreaterThan(10);
  expect(JSON.stringify([answer, lines])).not.toMatch(/SIGNATURE|CERTIFICATE|sv=2022|eyJ/);
});

test("a failed call is logged with what Microsoft's support asks for, and without Azure's sentences", async () => {
  const lines: object[] = [];
  const log = (fields: object) => lines.push(fields);
  const logger: Logger = { debug: () => {}, info: log, warn: log, error: log, child: () => logger };
  const detail = { code: "28031", message: WORDS, activityId: "a-1" };
  server.answer({ status: 400, body: armError("BadRequest", "Could not.", detail) });
  const port = portTo(server.url, { logger });
  await port.testFailover(WRITE, itemId("web01"), { networkId: "n" });
  await failure(port.policy("gold"));
  port.close();
  expect(lines).toEqual([
    {
      status: 400,
      operation: WRITE.operationId,
      clientRequestId: WRITE.operationId,
      code: "28031",
      activityId: "a-1",
    },
    expect.objectContaining({ status: 400, clientRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/), code: "28031" }),
  ]);
});

test.each(EVERY)("no token is logged by %s", async (_, call) => {
  const lines: unknown[] = [];
  const log = (fields: unknown, message: string) => lines.push(fields, message);
  const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
  server.answer(ACCEPTED);
  const port = portTo(server.url, { logger });
  await failure(call(port));
  port.close();
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).not.toMatch(/Bearer|SIGNATURE|CERTIFICATE|api-version/);
});
