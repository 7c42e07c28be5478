// Crash safety: what becomes of an intent, with and without its job. Nothing is sent twice for one intent that Azure took.
import { describe, expect, test } from "vitest";
import type { Operation } from "../../../crds/types.ts";
import type { OperationKind, Sighting } from "../../../operator/operation.ts";
import type { AzureFacts } from "../../../operator/policy/world.ts";
import {
  type Facts,
  iso,
  job,
  look,
  MAPPING_ID,
  message,
  minutes,
  NOW,
  nothing,
  operation,
  POLICY_ID,
  policy,
  seconds,
  told,
  vault,
} from "./builders.ts";

/** The policy whose status carries this intent or job, after so many seconds. */
function later(
  kind: OperationKind,
  patch: Partial<Operation>,
  azure: Partial<AzureFacts>,
  { second = 0, ...more }: Facts & { second?: number } = {},
) {
  const status = { azureName: "dr-team-gold", vault: "contoso", operation: operation(kind, patch) };
  return look({ ...more, resource: { ...more.resource, status }, azure, at: seconds(second) });
}

const sighting: Sighting = { jobId: "job-1", scenario: "AddProtectionProfile", target: POLICY_ID, startedAt: NOW };
const mappingJob: Sighting = { ...sighting, scenario: "AssociateProtectionProfile", target: MAPPING_ID };
const withoutMapping = { mapping: undefined } as const;
const firstLookAt = iso(NOW);
const lost = { outcome: "Unknown", unknownSince: iso(NOW), message: "the connection was reset" } as const;

describe("an intent without a job", () => {
  const stillSearching: Readonly<Record<string, [Partial<Operation>, Partial<AzureFacts>, number]>> = {
    "found after a crash": [{}, nothing, 0],
    "whose answer was lost": [lost, nothing, 0],
    "after 2:59": [{ firstLookAt }, nothing, 179],
    "when only a job shows that was known before": [
      {},
      { ...nothing, sightings: [{ ...sighting, jobId: "old-job" }] },
      0,
    ],
    "when only a job shows that began long before": [
      {},
      { ...nothing, sightings: [{ ...sighting, startedAt: minutes(-30) }] },
      0,
    ],
    "when only a job of another kind shows": [
      {},
      { ...nothing, sightings: [{ ...sighting, scenario: "RemoveProtectionProfile" }] },
      0,
    ],
  };

  test.each(Object.entries(stillSearching))("%s is searched for, and nothing is sent", (_, [patch, azure, second]) => {
    const verdict = later("CreatePolicy", patch, azure, { second });
    expect(told(verdict)).toBe("Reconciling: Settling");
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toMatchObject({ id: "op-1", firstLookAt });
    expect(verdict.hold).toBe(true);
  });

  test("says what was lost, and when it is sent again", () => {
    const verdict = later("CreatePolicy", lost, nothing);
    expect(message(verdict)).toContain("the connection was reset");
    expect(message(verdict)).toContain("not sent again before 2026-11-23T10:03:00Z");
  });

  test("follows a job that fits", () => {
    const verdict = later("CreatePolicy", {}, { ...nothing, sightings: [sighting] });
    expect(told(verdict)).toBe("Reconciling: CreatingPolicy");
    expect(verdict.status.operation).toMatchObject({ id: "op-1", jobId: "job-1", outcome: "Started" });
    expect(verdict.action).toBeUndefined();
  });

  test("is sent once more, as the same intent, when nothing showed for three minutes", () => {
    const verdict = later("CreatePolicy", { ...lost, firstLookAt }, nothing, { second: 180 });
    expect(verdict.action).toMatchObject({ do: "CreatePolicy", operationId: "op-1" });
    expect(verdict.status.operation).toMatchObject({ id: "op-1", attempt: 2, knownJobs: ["old-job"] });
    expect(verdict.status.operation).not.toHaveProperty("firstLookAt");
  });

  test("waits as the same intent when nothing may be written after three minutes", () => {
    const barred = { ...nothing, writesBarred: "Azure asked to wait." };
    const verdict = later("CreatePolicy", { ...lost, firstLookAt }, barred, { second: 180 });
    expect(told(verdict)).toBe("Reconciling: WaitingForAzure");
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toMatchObject({ id: "op-1", firstLookAt, attempt: 1 });
  });

  test("is settled when Azure shows what it was for", () => {
    const verdict = later("CreatePolicy", lost, withoutMapping);
    expect(verdict.action).toMatchObject({ do: "CreateMapping", operationId: "op-new" });
  });

  test("to change settings is settled when Azure has them", () => {
    expect(told(later("UpdatePolicy", lost, {}))).toBe("Ready: AsWanted");
    const other = { policy: policy({ multiVmSync: true }) };
    expect(told(later("UpdatePolicy", lost, other))).toBe("Reconciling: Settling");
  });

  test("is searched for though the mode is Observe by now, and then not sent", () => {
    const world = { binding: { vault: vault({ spec: { mode: "Observe" as const } }) } };
    expect(told(later("CreatePolicy", lost, nothing, { world }))).toBe("Reconciling: Settling");
    const after = later("CreatePolicy", { ...lost, firstLookAt }, nothing, { world, second: 180 });
    expect(told(after)).toBe("Stalled: ObserveOnly");
    expect(after.action).toBeUndefined();
  });
});

describe("a job", () => {
  const started = { jobId: "job-1", outcome: "Started" } as const;

  test("that runs is waited for", () => {
    const verdict = later("CreatePolicy", started, { ...nothing, job: job("Running") });
    expect(told(verdict)).toBe("Reconciling: CreatingPolicy");
    expect(message(verdict)).toContain("Job job-1");
    expect(verdict.next).toEqual({ afterSeconds: 15 });
  });

  test("that succeeded leads to the next step", () => {
    const verdict = later("CreatePolicy", started, { ...withoutMapping, job: job("Succeeded") });
    expect(verdict.action?.do).toBe("CreateMapping");
  });

  test("that failed is told with Azure's words, and not tried again at once", () => {
    const errors = [
      {
        code: "150261",
        message: "Replication policy creation failed.",
        possibleCauses: "A setting is out of range.",
        recommendedAction: "Correct the settings.",
      },
    ];
    const verdict = later("CreatePolicy", started, { ...nothing, job: job("Failed", { errors }) });
    expect(told(verdict)).toBe("Stalled: CreatePolicyFailed");
    for (const words of ["150261", "creation failed", "out of range", "Correct the settings"]) {
      expect(message(verdict)).toContain(words);
    }
    expect(verdict.action).toBeUndefined();
    expect(verdict.status).not.toHaveProperty("operation");
    expect(verdict.status.lastFailure).toMatchObject({ code: "150261", jobId: "job-1" });
    expect(verdict.status.heldBack).toEqual({
      kind: "CreatePolicy",
      reason: "CreatePolicyFailed",
      until: iso(minutes(10)),
      generation: 1,
    });
  });

  test("that failed without a reason says how it ended", () => {
    const verdict = later("CreatePolicy", started, {
      ...nothing,
      job: job("Failed", { stateDescription: "Cancelled" }),
    });
    expect(message(verdict)).toContain("ended Cancelled");
  });

  test("that succeeded without an effect is given three minutes", () => {
    const azure = { ...nothing, job: job("Succeeded") };
    const first = later("CreatePolicy", started, azure);
    expect(told(first)).toBe("Reconciling: Settling");
    expect(first.status.operation?.firstLookAt).toBe(firstLookAt);
    const last = later("CreatePolicy", { ...started, firstLookAt }, azure, { second: 180 });
    expect(told(last)).toBe("Stalled: CreatePolicyFailed");
    expect(message(last)).toContain("Azure does not show what was made");
  });

  test("that changed nothing names what Azure kept", () => {
    const azure = { policy: policy({ crashConsistentFrequencyMinutes: 10 }), job: job("Succeeded") };
    const verdict = later("UpdatePolicy", { ...started, firstLookAt }, azure, { second: 180 });
    expect(message(verdict)).toContain("crashConsistentFrequency 10m instead of 5m");
  });

  test("that Azure no longer knows counts as done when its effect shows", () => {
    expect(later("CreatePolicy", started, { ...withoutMapping, job: undefined }).action?.do).toBe("CreateMapping");
  });

  test("that Azure does not know and that has no effect fails after three minutes", () => {
    const verdict = later("CreatePolicy", { ...started, firstLookAt }, nothing, { second: 180 });
    expect(told(verdict)).toBe("Stalled: CreatePolicyFailed");
    expect(message(verdict)).toContain("does not know the job");
  });
});

describe("a job about a mapping, which names only the container", () => {
  const found = { ...lost, jobId: "job-1", outcome: "Started", firstLookAt } as const;
  const sightings = [mappingJob];

  test("is followed when it was found", () => {
    const verdict = later("CreateMapping", lost, { ...withoutMapping, sightings });
    expect(verdict.status.operation).toMatchObject({ jobId: "job-1" });
  });

  test("was another policy's when it ended and our mapping is not there: the search goes on", () => {
    for (const state of ["Succeeded", "Failed"] as const) {
      const verdict = later("CreateMapping", found, { ...withoutMapping, sightings, job: job(state) }, { second: 30 });
      expect(told(verdict)).toBe("Reconciling: Settling");
      expect(verdict.action).toBeUndefined();
      expect(verdict.status.operation).not.toHaveProperty("jobId");
      expect(verdict.status.operation?.knownJobs).toContain("job-1");
    }
  });

  test("found after a crash is marked as found, so that it may turn out to be another's", () => {
    const verdict = later("CreateMapping", {}, { ...withoutMapping, sightings });
    expect(verdict.status.operation?.unknownSince).toBe(iso(NOW));
  });

  test("that Azure named in its answer is ours, and its failure too", () => {
    const answered = { jobId: "job-1", outcome: "Started" } as const;
    const verdict = later("CreateMapping", answered, { ...withoutMapping, sightings, job: job("Failed") });
    expect(told(verdict)).toBe("Stalled: CreateMappingFailed");
  });
});
