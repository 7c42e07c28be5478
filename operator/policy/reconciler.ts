// A replication policy's reconciler: gathers the world, and sends what was decided.
import type { PhysicalMachineProtection, RecoveryVault, ReplicationPolicyStatus } from "../../crds/types.ts";
import { withGrace } from "../azure/grace.ts";
import type { SiteRecovery, Write } from "../azure/site-recovery.ts";
import type { Outcome } from "../operation.ts";
import type { Reconciler } from "../reconcile.ts";
import { bindVault, mayUse } from "../vault/binding.ts";
import type { VaultDirectory } from "../vault/directory.ts";
import { conclude } from "./conclude.ts";
import { decide } from "./decide.ts";
import { type Look, lookAt } from "./look.ts";
import { azureNameOf, isGoing, needsNothing } from "./scene.ts";
import type { Action, AzureFacts, Resource, World } from "./world.ts";

export interface PolicyParts {
  readonly directory: VaultDirectory;
  readonly vaults: { list(): readonly RecoveryVault[] };
  /** With the index `vault`. */
  readonly policies: { byIndex(index: "vault", value: string): readonly Resource[] };
  /** With the index `policy`: by `namespace/name` of the policy. */
  readonly protections: { byIndex(index: "policy", value: string): readonly PhysicalMachineProtection[] };
  /** The cluster's clock. */
  readonly clock: { now(): Date };
  readonly simulated: boolean;
  /** Leadership changes so far; 0 without election. */
  readonly epoch: () => number;
  readonly newId: () => string;
}

/** Azure's clock beside the facts: `now` must answer from the world alone. */
interface Timed extends World {
  readonly now: Date;
}

/** Each look reads policy and mapping by GET; a vault that is not open is waited for. */
export function createPolicyReconciler(
  parts: PolicyParts,
): Reconciler<Resource, Timed, Action, ReplicationPolicyStatus> {
  const { directory, clock } = parts;
  const now = () => clock.now();
  const bind = ({ metadata, spec, status }: Resource) =>
    bindVault(spec.vault, status?.vault, metadata.namespace ?? "", parts.vaults.list());
  return {
    async observe(resource, signal) {
      const binding = bind(resource);
      const vault = "vault" in binding ? binding.vault : undefined;
      const view = directory.byName(vault?.metadata.name ?? "")?.view;
      const look = { resource, azureName: azureNameOf(resource), now, signal };
      return {
        simulated: parts.simulated,
        epoch: parts.epoch(),
        operationId: parts.newId(),
        binding,
        rivals: vault === undefined ? [] : rivalsOf(resource, vault, parts),
        dependents: isGoing(resource) ? dependentsOf(resource, parts) : [],
        azure: view && (await lookUnlessIdle({ ...look, view })),
        now: view?.now() ?? clock.now(),
      };
    },
    decide,
    act(action, world, signal) {
      const { azure, binding } = world;
      const handle = "vault" in binding ? directory.byName(binding.vault.metadata.name) : undefined;
      if (handle === undefined || azure === undefined) return notSent("The vault is not connected at the moment.");
      const barred = handle.view.writesBarred();
      if (barred !== undefined) return notSent(barred);
      const ageMs = clock.now().getTime() - azure.readAt.getTime();
      if (ageMs > FRESH_SECONDS * 1000) return notSent("What Azure was last asked about the policy is too long ago.");
      return send(handle.view.port, action, withGrace(signal));
    },
    conclude,
    now: (world) => world.now,
  };
}

async function lookUnlessIdle(look: Look): Promise<AzureFacts | undefined> {
  return needsNothing(look.resource) ? undefined : lookAt(look);
}

/** How old a read may be for a write to rest on it. */
const FRESH_SECONDS = 10;

const NOT_SENT_RETRY_SECONDS = 15;

/** Marked `conflict`, so that after an unknown it does not clear an intent whose job may still show up. */
function notSent(why: string): Promise<Outcome> {
  const refused = `Nothing was sent. ${why}`;
  return Promise.resolve({ refused, code: "NotSent", conflict: true, retryAfterSeconds: NOT_SENT_RETRY_SECONDS });
}

function send(port: SiteRecovery, action: Action, signal: AbortSignal): Promise<Outcome> {
  const write: Write = { operationId: action.operationId, signal };
  switch (action.do) {
    case "CreatePolicy":
      return port.createPolicy(write, action.name, action.settings);
    case "UpdatePolicy":
      return port.updatePolicy(write, action.name, action.settings);
    case "DeletePolicy":
      return port.deletePolicy(write, action.name);
    case "CreateMapping":
      return port.createMapping(write, action.container, { name: action.name, policyId: action.policyId });
    case "DeleteMapping":
      return port.deleteMapping(write, action.container, action.name);
    default:
      return action satisfies never;
  }
}

/** Only those that may use the vault: a namespace that may not cannot keep a policy from its owner. */
function rivalsOf(resource: Resource, vault: RecoveryVault, { policies }: PolicyParts): readonly Resource[] {
  const name = azureNameOf(resource).toLowerCase();
  return policies
    .byIndex("vault", vault.metadata.name)
    .filter((other) => other.metadata.uid !== resource.metadata.uid)
    .filter((other) => azureNameOf(other).toLowerCase() === name && mayUse(other.metadata.namespace ?? "", vault));
}

function dependentsOf({ metadata }: Resource, { protections }: PolicyParts): readonly string[] {
  return protections
    .byIndex("policy", `${metadata.namespace}/${metadata.name}`)
    .map((protection) => `${protection.metadata.namespace}/${protection.metadata.name}`)
    .sort();
}
