// What cannot be changed later, and what can: checked against stored objects whose status the test writes.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { create, type Fields, manifest, network, patch } from "./manifests.ts";

const vault = uniqueName("immutable");
const runningSince = "2026-11-23T10:42:00Z";
const verdict = { result: "Passed", note: "login page answers" };
let namespace: string;

/** Creates an object and, where given, writes its status as the operator would. */
async function store(kind: string, name: string, spec: Fields, status?: Fields): Promise<void> {
  expect(await create(manifest(kind, spec, name), { namespace })).toBe("");
  if (status === undefined) return;
  expect(await patch(`${kind}/${name}`, { status }, { namespace, args: ["--subresource=status"] })).toBe("");
}

beforeAll(async () => {
  namespace = await testNamespace("crds");
  await store("RecoveryVault", vault, {});
  await store("ReplicationPolicy", "new", {});
  await store("ReplicationPolicy", "bound", { azureName: "gold" }, { vault: "contoso" });
  await store("PhysicalMachineProtection", "new", {});
  const bound = { vault: "contoso", machineId: "/subscriptions/x/machines/1" };
  await store("PhysicalMachineProtection", "bound", { azureName: "web01" }, { bound });
  await store("TestFailover", "new", { requestedBy: undefined });
  await store("TestFailover", "running", { cleanUp: { after: "Never" } }, { phase: "Running", runningSince });
  await store("TestFailover", "cleaning", { cleanUp: { now: true } }, { phase: "CleaningUp" });
  await store("TestFailover", "judged", { verdict }, { phase: "Running", runningSince });
  await store("TestFailover", "ended", { notes: "first" }, { phase: "Succeeded", runningSince });
  await store("TestFailover", "recorded", { verdict }, { phase: "Failed", runningSince });
});

const change = (object: string, spec: Fields) => patch(object, { spec }, { namespace, args: ["--dry-run=server"] });

/** Field and sentence must both be in the refusal. */
type Row = readonly [what: string, object: string, spec: Fields, ...said: readonly [field: string, sentence: string]];

describe("is refused:", () => {
  const tfo = "create another TestFailover";
  const rows: readonly Row[] = [
    [
      "another subscription",
      `rvault/${vault}`,
      { subscriptionId: "11111111-1111-1111-1111-111111111111" },
      "spec.subscriptionId",
      "make another RecoveryVault",
    ],
    [
      "another resource group",
      `rvault/${vault}`,
      { resourceGroup: "other" },
      "spec.resourceGroup",
      "make another RecoveryVault",
    ],
    ["another vault", `rvault/${vault}`, { vaultName: "other" }, "spec.vaultName", "make another RecoveryVault"],
    ["a policy's name in Azure, added", "rpol/new", { azureName: "gold" }, "spec.azureName", "create another"],
    ["a policy's name in Azure, changed", "rpol/bound", { azureName: "silver" }, "spec.azureName", "create another"],
    ["a policy's name in Azure, removed", "rpol/bound", { azureName: null }, "spec.azureName", "create another"],
    [
      "a bound policy's vault, changed",
      "rpol/bound",
      { vault: "fabrikam" },
      "spec.vault",
      "bound to one (status.vault)",
    ],
    ["a bound policy's vault, removed", "rpol/bound", { vault: null }, "spec.vault", "bound to one (status.vault)"],
    ["a protected item's name", "pmp/bound", { azureName: "web02" }, "spec.azureName", "Azure cannot rename"],
    ["a bound protection's vault", "pmp/bound", { vault: "fabrikam" }, "spec.vault", "nothing happens in Azure"],
    ["a found machine", "pmp/bound", { machine: { name: "web02" } }, "spec.machine", "nothing happens in Azure"],
    ["another machine for a run", "tfo/new", { protection: "web02" }, "spec.protection", tfo],
    ["a plan for a run on a machine", "tfo/new", { protection: null, plan: "shop" }, "spec.plan", tfo],
    ["another recovery point", "tfo/new", { recoveryPoint: { type: "LatestProcessed" } }, "spec.recoveryPoint", tfo],
    ["another network", "tfo/new", { network: network("dr-test") }, "spec.network", tfo],
    ["another start", "tfo/new", { startBy: "2026-11-24T00:00:00Z" }, "spec.startBy", tfo],
    ["a requester, added", "tfo/new", { requestedBy: "kubernetes-admin" }, "spec.requestedBy", "records who asked"],
    ["a clean-up, taken back", "tfo/cleaning", { cleanUp: { now: false } }, "spec.cleanUp", "cannot be taken back"],
    [
      "a clean-up, taken back by removing it",
      "tfo/cleaning",
      { cleanUp: { now: null } },
      "spec.cleanUp",
      "cannot be taken back",
    ],
    [
      "an extension beyond a week",
      "tfo/running",
      { cleanUp: { until: "2026-11-30T10:42:01Z" } },
      "spec.cleanUp.until",
      "within 168 hours",
    ],
    ["a verdict, removed", "tfo/judged", { verdict: null }, "spec.verdict", "can be corrected"],
    [
      "a clean-up after the end",
      "tfo/ended",
      { cleanUp: { after: "3h" } },
      "spec.cleanUp",
      "the run has ended and is a record now",
    ],
    ["notes after the end", "tfo/ended", { notes: "second" }, "spec.notes", "set verdict.note"],
    ["notes removed after the end", "tfo/ended", { notes: null }, "spec.notes", "is a record now"],
    [
      "another verdict after the end",
      "tfo/recorded",
      { verdict: { result: "Failed" } },
      "spec.verdict",
      "can be set once",
    ],
    ["a verdict removed after the end", "tfo/recorded", { verdict: null }, "spec.verdict", "cannot be"],
  ];
  test.each(rows)("%s", async (_, object, spec, ...said) => {
    const refusal = await change(object, spec);
    for (const words of said) expect(refusal).toContain(words);
  });
});

describe("is accepted:", () => {
  const rows: readonly (readonly [what: string, object: string, spec: Fields])[] = [
    ["another mode", `rvault/${vault}`, { mode: "Manage" }],
    ["another vault before the policy is bound", "rpol/new", { vault: "fabrikam" }],
    ["other settings of a bound policy", "rpol/bound", { recoveryPointRetention: "48h" }],
    ["another machine before one is found", "pmp/new", { machine: { name: "web02" } }],
    ["naming the vault that the protection is bound to", "pmp/bound", { vault: "contoso" }],
    ["another policy, so that an adoption can be corrected", "pmp/bound", { policy: "silver" }],
    ["an extension to exactly a week", "tfo/running", { cleanUp: { until: "2026-11-30T10:42:00Z" } }],
    ["a clean-up now", "tfo/running", { cleanUp: { now: true } }],
    ["notes while it runs", "tfo/running", { notes: "looks good" }],
    ["a corrected verdict while it runs", "tfo/judged", { verdict: { result: "Failed" } }],
    ["a first verdict after the end", "tfo/ended", { verdict }],
  ];
  test.each(rows)("%s", async (_, object, spec) => {
    expect(await change(object, spec)).toBe("");
  });

  test("status goes on after the end and beyond an extension that came before the machine was up", async () => {
    await store("TestFailover", "early", { cleanUp: { until: "2027-01-01T00:00:00Z" } }, { phase: "Starting" });
    const running = { phase: "Running", runningSince };
    const args = ["--subresource=status"];
    expect(await patch("tfo/early", { status: running }, { namespace, args })).toBe("");
    expect(await patch("tfo/recorded", { status: { result: "Failed" } }, { namespace, args })).toBe("");
  });

  test("labels of a run that has ended", async () => {
    const args = ["label", "tfo/ended", "--namespace", namespace, "team=dr"];
    expect(await controlPlane().kubectlOrThrow(args)).toContain("labeled");
  });
});
