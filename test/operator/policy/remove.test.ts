// What happens in Azure, and what does not, when a policy's resource is deleted.
import { describe, expect, test } from "vitest";
import type { PolicyVerdict } from "../../../operator/policy/world.ts";
import {
  type Facts,
  going,
  job,
  known,
  look,
  message,
  nothing,
  operation,
  policyResource,
  told,
  vault,
} from "./builders.ts";

/** Being deleted, with deletionPolicy Delete. */
function remove({ resource, ...facts }: Facts = {}): PolicyVerdict {
  return look({
    ...facts,
    resource: {
      spec: { deletionPolicy: "Delete", ...resource?.spec },
      metadata: { ...going, ...resource?.metadata },
      status: { ...known, ...resource?.status },
    },
  });
}

const older = policyResource({
  metadata: { namespace: "shop", uid: "older", creationTimestamp: "2026-01-01T00:00:00Z" },
});
const gone: Readonly<Record<string, [Facts, string]>> = {
  "with deletionPolicy Retain": [{ resource: { spec: { deletionPolicy: "Retain" } } }, "stay in Azure"],
  "when mapping and policy are gone": [{ azure: nothing }, "not in Azure any more"],
  "when its vault is gone": [
    { world: { binding: { reason: "VaultNotFound", sentence: "It no longer exists." } }, azure: null },
    "no vault any more",
  ],
  "when Azure says that the vault is gone": [
    { azure: { infrastructure: { state: "absent", at: new Date(0) } } },
    "no vault any more",
  ],
  "when an older resource manages the policy": [{ world: { rivals: [older] } }, "shop/gold"],
  "when it is annotated with detach": [
    { resource: { metadata: { annotations: { "asr-chatops.io/detach": "true" } } } },
    "stay in Azure as they are",
  ],
};

const waits: Readonly<Record<string, [Facts, string, readonly string[]]>> = {
  "while protections name it": [
    { world: { dependents: ["dr-team/sql01", "dr-team/web01"] } },
    "Reconciling: InUse",
    ["dr-team/sql01, dr-team/web01", "asr-chatops.io/detach"],
  ],
  "while machines in Azure use it": [{ azure: { machinesUsing: 3 } }, "Reconciling: InUse", ["3 do"]],
  "until it is known whether machines use it": [
    { azure: { machinesUsing: undefined } },
    "Reconciling: InUse",
    ["not been listed"],
  ],
  "while the vault cannot be read": [
    { azure: { infrastructure: { state: "unknown", why: "Azure does not answer." } } },
    "Reconciling: WaitingForVault",
    ["Azure does not answer."],
  ],
  "while its namespace may not use the vault": [
    { world: { binding: { reason: "NotAllowed", sentence: "Namespace dr-team may not." } }, azure: null },
    "Stalled: NotAllowed",
    ["Namespace dr-team may not.", "asr-chatops.io/detach"],
  ],
  "in mode Observe": [
    { world: { binding: { vault: vault({ spec: { mode: "Observe" } }) } } },
    "Stalled: ObserveOnly",
    ["Dissociate the container from policy dr-team-gold."],
  ],
};

describe("a policy that is being deleted", () => {
  test.each(Object.entries(gone))("goes %s", (_, [facts, words]) => {
    const verdict = remove(facts);
    expect(verdict.hold).toBe(false);
    expect(verdict.action).toBeUndefined();
    expect(message(verdict)).toContain(words);
  });

  test.each(Object.entries(waits))("waits %s", (_, [facts, said, words]) => {
    const verdict = remove(facts);
    expect(told(verdict)).toBe(said);
    expect(verdict.hold).toBe(true);
    expect(verdict.action).toBeUndefined();
    for (const word of words) expect(message(verdict)).toContain(word);
  });

  test("is dissociated first", () => {
    expect(remove().action).toMatchObject({ do: "DeleteMapping", name: "dr-team-gold" });
  });

  test("is deleted when it is not associated any more", () => {
    expect(remove({ azure: { mapping: undefined } }).action).toMatchObject({
      do: "DeletePolicy",
      name: "dr-team-gold",
    });
  });

  test("goes though its namespace may not use the vault, when nothing was ever made", () => {
    const verdict = look({
      resource: { spec: { deletionPolicy: "Delete" }, metadata: going },
      world: { binding: { reason: "NotAllowed", sentence: "No." } },
      azure: null,
    });
    expect(verdict.hold).toBe(false);
  });

  test("lets a creation that is under way finish first", () => {
    const started = operation("CreatePolicy", { jobId: "job-1", outcome: "Started" });
    const status = { operation: started };
    const running = remove({ resource: { status }, azure: { ...nothing, job: job("Running") } });
    expect(told(running)).toBe("Reconciling: CreatingPolicy");
    expect(running.hold).toBe(true);
    const after = remove({ resource: { status }, azure: { mapping: undefined, job: job("Succeeded") } });
    expect(after.action?.do).toBe("DeletePolicy");
  });

  test("is not held anew when others hold it", () => {
    const verdict = remove({ resource: { metadata: { finalizers: ["somebody.else/finalizer"] } } });
    expect(verdict.hold).toBe(false);
    expect(verdict.action).toBeUndefined();
  });
});
