// A person who asks for a look has what was refused or failed asked again at once, once; a wait that Azure named stays.
import { describe, expect, test } from "vitest";
import { REQUESTED_AT } from "../../operator/requested.ts";
import { conclude } from "../../operator/test-failover/conclude.ts";
import type { Run } from "../../operator/test-failover/world.ts";
import * as ofPolicy from "./policy/builders.ts";
import * as ofProtection from "./protection/builders.ts";
import * as ofRun from "./test-failover/build.ts";

const annotations = { [REQUESTED_AT]: "2026-11-23T10:40:00Z" };
const requestedAt = annotations[REQUESTED_AT];

/** Facts about who asked: the annotation now, and what it was when the call was last made. */
interface Row {
  readonly asked?: typeof annotations;
  readonly before?: { readonly requestedAt: string };
  readonly throttled?: true;
  readonly calls: boolean;
}

const rows: Readonly<Record<string, Row>> = {
  "nobody asked": { calls: false },
  "somebody asks": { asked: annotations, calls: true },
  "somebody asks again": { asked: annotations, before: { requestedAt: "earlier" }, calls: true },
  "somebody had asked for the call that failed": { asked: annotations, before: { requestedAt }, calls: false },
  "the annotation was taken away": { before: { requestedAt }, calls: false },
  "somebody asks, and Azure asked to wait": { asked: annotations, throttled: true, calls: false },
};

const eachRow = test.each(Object.entries(rows));
const metadata = ({ asked }: Row) => (asked === undefined ? {} : { annotations: asked });

describe("a clean-up that failed is tried before its time when", () => {
  eachRow("%s", (_, row) => {
    const lastFailure = { code: "28092", message: "Locked." };
    const cleanUp = {
      attempts: 1,
      why: "Due" as const,
      nextTryAt: ofRun.iso(ofRun.minutesLater(30)),
      ...(row.throttled === undefined ? { lastFailure } : {}),
    };
    const { operation: _operation, ...status } = ofRun.statusIn.cleaningUp(undefined, { cleanUp, ...row.before });
    const verdict = ofRun.decided(
      { status, ...metadata(row) },
      { item: ofRun.present(ofRun.shows.up()), operationId: "operation-2" },
    );
    expect(verdict.action?.do).toBe(row.calls ? "cleanUp" : undefined);
    expect(verdict.status.requestedAt).toBe(row.calls ? requestedAt : row.before?.requestedAt);
  });
});

describe("a start that was refused is asked for before its time when", () => {
  eachRow("%s", (_, row) => {
    const status = {
      phase: "Checking" as const,
      nextTryAt: ofRun.iso(ofRun.minutesLater(10)),
      ...(row.throttled === undefined ? { refusal: { code: "AuthorizationFailed", message: "No." } } : {}),
      ...row.before,
    };
    const verdict = ofRun.decided({ status, ...metadata(row) });
    expect(verdict.action?.do).toBe(row.calls ? "testFailover" : undefined);
    expect(verdict.status.requestedAt).toBe(row.calls ? requestedAt : row.before?.requestedAt);
  });
});

test("a run that is refused again waits again, although the annotation is still there", () => {
  const status = {
    phase: "Checking" as const,
    nextTryAt: ofRun.iso(ofRun.minutesLater(10)),
    refusal: { message: "No." },
  };
  const run: Run = ofRun.runWith({ status, annotations });
  const asked = ofRun.decided({ status, annotations });
  const after = conclude(asked, { refused: "Still no.", code: "AuthorizationFailed" }, ofRun.NOW);
  const next = ofRun.decided({ status: ofRun.saved(run, after).status, annotations });
  expect(next.action).toBeUndefined();
  expect(ofRun.says(next)).toMatchObject({ type: "Stalled", reason: "AzureRefused" });
});

describe("an enable whose job failed is tried before its time when", () => {
  eachRow("%s", (_, row) => {
    const heldBack = {
      kind: "Enable",
      reason: row.throttled === undefined ? "EnableFailed" : "WaitingForAzure",
      until: ofProtection.iso(ofProtection.minutes(60)),
      generation: 1,
      ...row.before,
    };
    const { itemCreatedByUs: _made, ...bound } = ofProtection.bound;
    const status = { bound, lastFailure: { message: "x" }, heldBack };
    const verdict = ofProtection.look({
      resource: { status, metadata: metadata(row) },
      azure: { item: ofProtection.gone },
    });
    expect(verdict.action?.do).toBe(row.calls ? "Enable" : undefined);
    if (row.calls) expect(verdict.action).toMatchObject({ requestedAt });
  });
});

describe("a policy that was refused is created before its time when", () => {
  eachRow("%s", (_, row) => {
    const { lastFailure, heldBack } = ofPolicy.heldBackUntil("CreatePolicy", ofPolicy.minutes(5));
    if (lastFailure === undefined || heldBack === undefined) throw new Error("nothing is held back");
    const reason = row.throttled === undefined ? heldBack.reason : "WaitingForAzure";
    const status = { lastFailure, heldBack: { ...heldBack, reason, ...row.before } };
    const verdict = ofPolicy.look({
      azure: { policy: undefined, mapping: undefined },
      resource: { status, metadata: metadata(row) },
    });
    expect(verdict.action?.do).toBe(row.calls ? "CreatePolicy" : undefined);
    if (row.calls) expect(verdict.action).toMatchObject({ requestedAt });
  });
});
