// A test failover's reconciler: gathers the world, and sends what was decided.
import type { PhysicalMachineProtection, TestFailover, TestFailoverStatus } from "../../crds/types.ts";
import { ConflictError } from "../../kube/errors.ts";
import { RANKS } from "../azure/claims.ts";
import { gated, needs } from "../azure/gate.ts";
import type { Write } from "../azure/site-recovery.ts";
import { correlationOf } from "../correlation.ts";
import type { Outcome } from "../operation.ts";
import type { Reconciler } from "../reconcile.ts";
import { mayUse } from "../vault/binding.ts";
import type { VaultDirectory, VaultHandle } from "../vault/directory.ts";
import { conclude } from "./conclude.ts";
import { decide } from "./decide.ts";
import { drillFindings } from "./findings.ts";
import {
  knownJobs,
  type Look,
  lookAtItem,
  lookAtJob,
  lookAtMachine,
  lookAtPoints,
  lookAtStartJob,
  lookForJobs,
  lookForLater,
} from "./look.ts";
import { isActive, isBefore } from "./status.ts";
import type { Action, Run, RunVerdict, VaultFacts, World } from "./world.ts";

export interface TestFailoverParts {
  readonly directory: VaultDirectory;
  readonly protections: { get(key: string): PhysicalMachineProtection | undefined };
  readonly runs: { get(key: string): TestFailover | undefined };
  /** The cluster's clock. */
  readonly clock: { now(): Date };
  readonly simulated: boolean;
  /** Leadership changes so far; 0 without election. */
  readonly epoch: () => number;
  readonly newId: () => string;
}

type Around = Pick<World, "clusterNow" | "simulated" | "epoch" | "operationId" | "correlationId" | "protection">;

export function createTestFailoverReconciler(
  parts: TestFailoverParts,
): Reconciler<Run, World, Action, TestFailoverStatus> {
  const handleOf = (run: Run, protection: PhysicalMachineProtection | undefined): VaultHandle | undefined => {
    const vault = vaultNameOf(run, protection);
    return vault === undefined ? undefined : parts.directory.byName(vault);
  };

  /** The claim is held from the last check until the run has ended; `decide` says when by holding the finalizer. */
  const claim = (run: Run, handle: VaultHandle, itemId: string): World["claim"] => {
    const { uid = "", name, namespace = "" } = run.metadata;
    if (!isBefore(run) && !isActive(run)) return { held: true };
    if ((run.status?.phase ?? "Pending") === "Pending") return heldByOther(handle, itemId, uid);
    // Deleted, or made anew, while Azure was looked at: what is taken for it now nobody would ever release.
    if (parts.runs.get(`${namespace}/${name}`)?.metadata.uid !== run.metadata.uid) {
      throw new ConflictError(`The test failover ${namespace}/${name} is not the one that it was`);
    }
    const taken = handle.claims.take(itemId, {
      owner: uid,
      name: `test failover ${namespace}/${name}`,
      rank: RANKS.drill,
    });
    return taken.held ? taken : withEnd(taken.by);
  };

  const heldByOther = (handle: VaultHandle, itemId: string, uid: string): World["claim"] => {
    const holder = handle.claims.holder(itemId);
    return holder === undefined || holder.owner === uid ? { held: true } : withEnd(holder.name);
  };

  const withEnd = (by: string): World["claim"] => {
    const until = parts.runs.get(by.replace(/^test failover /, ""))?.status?.cleanUpAt;
    return { held: false, by, ...(until === undefined ? {} : { until }) };
  };

  const around = (run: Run): Around => ({
    clusterNow: parts.clock.now(),
    simulated: parts.simulated,
    epoch: parts.epoch(),
    operationId: parts.newId(),
    ...correlationOf(run.metadata),
    protection: parts.protections.get(`${run.metadata.namespace}/${run.spec.protection ?? ""}`),
  });

  const settleClaim = (run: Run, verdict: RunVerdict): void => {
    const { uid = "" } = run.metadata;
    const { vault, itemId } = verdict.status.target ?? run.status?.target ?? {};
    const bound = parts.protections.get(`${run.metadata.namespace}/${run.spec.protection ?? ""}`)?.status?.bound;
    const handle = parts.directory.byName(vault ?? bound?.vault ?? "");
    const item = itemId ?? bound?.itemId;
    if (handle === undefined || item === undefined || verdict.hold) return;
    handle.claims.release(item, uid);
    handle.view.release(item, uid);
  };

  return {
    async observe(run, signal) {
      const facts = around(run);
      const handle = handleOf(run, facts.protection);
      const itemId = itemIdOf(run, facts.protection);
      if (handle === undefined || itemId === undefined) return blind(run, facts, handle);
      if (isActive(run)) handle.view.follow(itemId, run.metadata.uid ?? "");
      const look: Look = { view: handle.view.forRuns(), run, itemId, signal };
      const job = await lookAtJob(look);
      const item = await lookAtItem(look, job);
      return {
        ...facts,
        azureNow: handle.view.now(),
        vault: vaultFacts(run, handle),
        item,
        claim: claim(run, handle, itemId),
        job,
        startJob: await lookAtStartJob(look, item),
        sightings: await lookForJobs(look, item),
        knownJobs: knownJobs(handle.view, itemId, item),
        recoveryPoints: await lookAtPoints(look),
        findings: await drillFindings(look, item, facts.protection),
        laterDrill: lookForLater(look, item),
        testMachine: await lookAtMachine(look, item, job),
      };
    },
    decide(run, world) {
      const verdict = decide(run, world);
      settleClaim(run, verdict);
      return verdict;
    },
    act(action, world, signal) {
      const handle = world.vault === undefined ? undefined : parts.directory.byName(world.vault.name);
      if (handle === undefined)
        return Promise.resolve<Outcome>({
          refused: "The vault is not connected at the moment.",
          code: "NotSent",
          conflict: true,
        });
      const { correlationId } = world;
      const ids = { operationId: action.operationId, ...(correlationId !== undefined && { correlationId }) };
      return action.do === "testFailover"
        ? startDrill(handle, action, { ...ids, signal })
        : cleanUp(handle, action, { ...ids, signal });
    },
    conclude,
    now: (world) => world.azureNow,
  };
}

function vaultNameOf(run: Run, protection: World["protection"]): string | undefined {
  const bound = protection?.status?.bound?.vault;
  const target = run.status?.target?.vault;
  return isBefore(run) ? (bound ?? target) : (target ?? bound);
}

/** Until the start the protection's item, as it is bound now; from then on the one that the run began with. */
function itemIdOf(run: Run, protection: World["protection"]): string | undefined {
  const bound = protection?.status?.bound?.itemId;
  const target = run.status?.target?.itemId;
  return isBefore(run) ? (bound ?? target) : (target ?? bound);
}

function vaultFacts(run: Run, handle: VaultHandle): VaultFacts {
  const { spec } = handle.resource;
  return {
    name: handle.name,
    mode: spec.mode,
    testNetworks: spec.testNetworks ?? [],
    namespaceAllowed: mayUse(run.metadata.namespace ?? "", handle.resource),
    writesBarred: handle.view.writesBarred(),
  };
}

/** Without a vault or an item there is nothing to read; the checks say what is missing. */
function blind(run: Run, facts: Around, handle: VaultHandle | undefined): World {
  return {
    ...facts,
    azureNow: handle?.view.now() ?? facts.clusterNow,
    vault: handle === undefined ? undefined : vaultFacts(run, handle),
    item: { state: "unknown", why: "it is not connected to a protected item yet." },
    claim: { held: true },
    job: undefined,
    startJob: undefined,
    sightings: [],
    knownJobs: [],
    recoveryPoints: [],
    findings: [],
    laterDrill: undefined,
    testMachine: { state: "unknown", why: "It was not looked at." },
  };
}

type Ids = Write & { readonly signal: AbortSignal };

function startDrill(
  handle: VaultHandle,
  action: Extract<Action, { do: "testFailover" }>,
  { signal, ...ids }: Ids,
): Promise<Outcome> {
  const { itemId, request } = action;
  const view = handle.view.forRuns();
  const write = (late: AbortSignal) => view.port.testFailover({ ...ids, signal: late }, itemId, request);
  return gated({ view, itemId, objection: needs("TestFailover", "a test failover"), write, signal });
}

function cleanUp(
  handle: VaultHandle,
  action: Extract<Action, { do: "cleanUp" }>,
  { signal, ...ids }: Ids,
): Promise<Outcome> {
  const { itemId, comments } = action;
  const view = handle.view.forRuns();
  const write = (late: AbortSignal) => view.port.cleanUpTestFailover({ ...ids, signal: late }, itemId, comments);
  return gated({ view, itemId, objection: needs("TestFailoverCleanup", "a clean-up"), write, signal });
}
