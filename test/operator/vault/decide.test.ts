// Whether a RecoveryVault can be used, and what to do if not.
import { describe, expect, test } from "vitest";
import type { AzureFacts } from "../../../operator/vault/world.ts";
import {
  condition,
  type Facts,
  going,
  infrastructure,
  look,
  message,
  minutes,
  present,
  SUBSCRIPTION,
  told,
} from "./builders.ts";

interface Row {
  readonly facts: Facts;
  readonly told: string;
  readonly says: readonly string[];
}

const unknown = (reason: string | undefined, why: string): Partial<AzureFacts> => ({
  infrastructure: { state: "unknown", why, ...(reason === undefined ? {} : { reason }) },
});

const rows: Readonly<Record<string, Row>> = {
  "a vault that answers, with fabric, container and appliance, is Ready": {
    facts: {},
    told: "Ready: Connected",
    says: ["contoso-dr answers", "fabric1", "container1", "appliance dr-appliance-1"],
  },
  "a vault in mode Observe is Ready and says that nothing is written": {
    facts: { resource: { spec: { mode: "Observe" } } },
    told: "Ready: Connected",
    says: ["nothing is written to Azure"],
  },
  "an appliance in bad health never changes Ready": {
    facts: {
      azure: {
        infrastructure: present(
          infrastructure({ appliances: [{ id: "a", name: "a", health: "Critical", errors: [] }] }),
        ),
      },
    },
    told: "Ready: Connected",
    says: [],
  },
  "throttling never changes Ready": {
    facts: { azure: { throttledUntil: minutes(5), lastAnswerAt: minutes(-20) } },
    told: "Ready: Connected",
    says: [],
  },
  "a list that is too old to write by is told": {
    facts: { azure: { writesBarred: "The last complete list is over 12 minutes old." } },
    told: "Ready: Connected",
    says: ["appliance dr-appliance-1. The last complete list is over 12 minutes old."],
  },
  "the younger of two for the same vault says which is older": {
    facts: { azure: null, world: { access: { state: "duplicate", owner: "contoso-main" } } },
    told: "Stalled: DuplicateVault",
    says: ['"contoso-main"', "older"],
  },
  "a Secret that is missing is told as the sign-in told it": {
    facts: {
      azure: null,
      world: { access: { state: "closed", reason: "SecretNotFound", why: 'There is no Secret "azure".' } },
    },
    told: "Stalled: SecretNotFound",
    says: ['no Secret "azure"'],
  },
  "a sign-in that may work later is waited for": {
    facts: { azure: null, world: { access: { state: "closed", reason: undefined, why: "No answer." } } },
    told: "Reconciling: Connecting",
    says: ["No answer."],
  },
  "a vault that Azure does not have is named with group and subscription": {
    facts: { azure: { infrastructure: { state: "absent", at: minutes(0) } } },
    told: "Stalled: VaultNotFound",
    says: ['"contoso-dr"', '"dr-rg"', SUBSCRIPTION],
  },
  "a subscription that Azure does not know is named too, with Azure's words": {
    facts: { azure: unknown("SubscriptionNotFound", "The subscription was not found.") },
    told: "Stalled: SubscriptionNotFound",
    says: [SUBSCRIPTION, "The subscription was not found."],
  },
  "missing rights are told with what to do": {
    facts: { azure: unknown("Forbidden", "Azure refused to show the vault. Give the operator's identity a role.") },
    told: "Stalled: Forbidden",
    says: ["Give the operator's identity a role."],
  },
  "several fabrics need a choice": {
    facts: { azure: unknown("FabricAmbiguous", "The vault has several fabrics: a, b. Name one in spec.fabric.") },
    told: "Stalled: FabricAmbiguous",
    says: ["a, b"],
  },
  "a vault that was not read yet is being read": {
    facts: { azure: unknown(undefined, "The vault has not been read yet.") },
    told: "Reconciling: Connecting",
    says: ["has not been read yet"],
  },
  "a vault without an appliance says where to register one": {
    facts: { azure: { infrastructure: present(infrastructure({ appliances: [] })) } },
    told: "Stalled: NoAppliance",
    says: ["fabric1", "Register one"],
  },
  "a vault that has been silent for ten minutes is not called reachable": {
    facts: { azure: { lastAnswerAt: minutes(-10) } },
    told: "Reconciling: AzureUnavailable",
    says: ["since 2026-11-23T09:50:00Z"],
  },
  "a vault that has been silent for nine minutes still is": {
    facts: { azure: { lastAnswerAt: minutes(-9) } },
    told: "Ready: Connected",
    says: [],
  },
};

describe("a RecoveryVault", () => {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const verdict = look(row.facts);
    expect(told(verdict)).toBe(row.told);
    for (const words of row.says) expect(message(verdict)).toContain(words);
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(true);
  });

  test("that was read before says nothing new after a restart", () => {
    const status = { observedGeneration: 1, lastContactTime: "2026-11-23T09:59:30Z", fabric: "fabric1" };
    const verdict = look({
      resource: { status },
      azure: { ...unknown(undefined, "Not yet."), lastAnswerAt: undefined },
    });
    expect(verdict.conditions).toEqual([]);
    expect(verdict.status).toMatchObject({ lastContactTime: "2026-11-23T09:59:30Z", fabric: "fabric1" });
  });

  const unread = (more: object = {}) => ({ ...unknown(undefined, "Azure has not answered yet."), ...more });
  const said = (reason: string) => ({
    observedGeneration: 1,
    lastContactTime: "2026-11-23T08:00:00Z",
    conditions: [condition("Ready", "False", reason), condition("Stalled", "True", reason)],
  });

  test("that Azure has not answered for ten minutes after a restart says since when there was no answer", () => {
    const azure = unread({ lastAnswerAt: undefined, askedSince: minutes(-10) });
    const verdict = look({ resource: { status: said("Forbidden") }, azure });
    expect(told(verdict)).toBe("Reconciling: AzureUnavailable");
    expect(message(verdict)).toContain("since 2026-11-23T08:00:00Z");
  });

  test.each(["SecretNotFound", "DuplicateVault"])("no longer says %s once it is open", (reason) => {
    const verdict = look({ resource: { status: said(reason) }, azure: unread() });
    expect(told(verdict)).toBe("Reconciling: Connecting");
  });

  test("still says what Azure said last until it was read again", () => {
    expect(look({ resource: { status: said("Forbidden") }, azure: unread() }).conditions).toEqual([]);
  });

  test("whose spec changed since is told anew after a restart", () => {
    const verdict = look({
      resource: { status: { observedGeneration: 1 }, metadata: { generation: 2 } },
      azure: unknown(undefined, "Not yet."),
    });
    expect(told(verdict)).toBe("Reconciling: Connecting");
  });
});

describe("a RecoveryVault that is being deleted", () => {
  test("waits for what depends on it, and names it", () => {
    const dependents = ["PhysicalMachineProtection dr-team/web01", "ReplicationPolicy dr-team/gold"];
    const verdict = look({ resource: { metadata: going }, world: { dependents } });
    expect(told(verdict)).toBe("Reconciling: InUse");
    expect(message(verdict)).toContain("PhysicalMachineProtection dr-team/web01, ReplicationPolicy dr-team/gold");
    expect(verdict.hold).toBe(true);
  });

  test("names eight of many and counts the rest", () => {
    const dependents = Array.from({ length: 10 }, (_, index) => `TestFailover dr-team/run${index}`);
    const verdict = look({ resource: { metadata: going }, world: { dependents } });
    expect(message(verdict)).toContain("dr-team/run7 and 2 more.");
  });

  test("removes the list of machines first", () => {
    const verdict = look({ resource: { metadata: going }, world: { machines: 12 } });
    expect(verdict.action).toEqual({ do: "removeMachines", vault: "contoso" });
    expect(verdict.hold).toBe(true);
  });

  test("goes when nothing depends on it and no machine is listed", () => {
    const verdict = look({ resource: { metadata: going } });
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(false);
  });

  test("goes though Azure does not answer: nothing of it is in Azure", () => {
    const closed = { state: "closed", reason: "SecretNotFound", why: "There is none." } as const;
    expect(look({ resource: { metadata: going }, azure: null, world: { access: closed } }).hold).toBe(false);
  });

  test("is not held anew when others hold it", () => {
    const metadata = { ...going, finalizers: ["somebody.else/finalizer"] };
    expect(look({ resource: { metadata }, world: { dependents: ["TestFailover a/b"] } }).hold).toBe(false);
  });
});

describe("the annotation that asks for a new look", () => {
  const annotations = { "asr-chatops.io/refresh": "2026-11-23T10:00:00Z" };

  test("asks the appliances", () => {
    const verdict = look({ resource: { metadata: { annotations } } });
    expect(verdict.action).toEqual({ do: "refresh", vault: "contoso", value: "2026-11-23T10:00:00Z" });
    expect(told(verdict)).toBe("Ready: Connected");
    expect(verdict.status.lastRefresh).toBeUndefined();
  });

  test("asks once for each value", () => {
    const status = { lastRefresh: "2026-11-23T10:00:00Z" };
    expect(look({ resource: { metadata: { annotations }, status } }).action).toBeUndefined();
    const earlier = { lastRefresh: "2026-11-22T10:00:00Z" };
    expect(look({ resource: { metadata: { annotations }, status: earlier } }).action).toBeDefined();
  });

  test("asks nothing in mode Observe, and says what Manage would do", () => {
    const verdict = look({ resource: { metadata: { annotations }, spec: { mode: "Observe" } } });
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.wouldDo).toEqual(["Ask the appliances to look for machines again."]);
  });

  test("waits while the vault cannot be read", () => {
    expect(
      look({ resource: { metadata: { annotations } }, azure: unknown("Forbidden", "No.") }).action,
    ).toBeUndefined();
  });
});

test.each([
  ["throttling, which has a field of its own", { throttledUntil: minutes(5) }],
  ["that nothing was listed yet, which every start begins with", { items: undefined }],
])("a vault's message does not change for %s", (_, azure) => {
  expect(message(look({ azure: { ...azure, writesBarred: "Not now." } }))).toBe(message(look()));
});
