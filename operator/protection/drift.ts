// Where Azure differs from the manifest and is left as it is, and why. Pure.
import type { Drift } from "../../crds/types.ts";
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { cut, sameId } from "../operation.ts";
import { sameJson } from "../same-json.ts";
import { differences, unknownNics } from "./difference.ts";
import { names } from "./facts.ts";
import { isFailedOver } from "./item.ts";
import { defaultDrift } from "./wanted.ts";
import { nameOf } from "./words.ts";
import type { Scene } from "./world.ts";

const MOST_DRIFT = 64;
const MOST_TEXT = 1024;

/** A difference in a field that Azure takes only when replication is enabled. */
export const CANNOT_CHANGE = "CannotChange";

const REMAKE =
  "Azure takes this only when replication is enabled. Change the manifest back, or stop replication and enable it again, which loses the recovery points.";

/** All drift, whether it keeps Ready away (see `keepsFromReady`) or not. */
export function driftOf(scene: Scene): readonly Drift[] {
  const { item, resource, vault } = scene;
  const fromDefaults = vault === undefined ? [] : defaultDrift(resource, vault);
  const fromItem =
    item === undefined ? [] : [...createOnlyDrift(scene, item), ...lost(scene, item), ...tagDrift(scene)];
  return [...fromItem, ...fromDefaults].slice(0, MOST_DRIFT).map(fitted);
}

function fitted(drift: Drift): Drift {
  return { ...drift, wanted: cut(drift.wanted, MOST_TEXT), actual: cut(drift.actual, MOST_TEXT) };
}

/** What the manifest names and Azure cannot change any more. */
export function createOnlyDrift(scene: Scene, item: ProtectedItem): readonly Drift[] {
  return [...policyDrift(scene, item), ...groupDrift(scene, item), ...diskDrift(scene, item)];
}

function cannotChange(field: string, wanted: string, actual: string): Drift {
  return { field, wanted, actual, reason: CANNOT_CHANGE, message: REMAKE };
}

function policyDrift({ world }: Scene, item: ProtectedItem): readonly Drift[] {
  const wanted = world.policy?.status?.azureId;
  if (wanted === undefined || item.policyId === undefined || sameId(wanted, item.policyId)) return [];
  return [cannotChange("policy", nameOf(wanted), nameOf(item.policyId))];
}

function groupDrift({ resource }: Scene, item: ProtectedItem): readonly Drift[] {
  const { replicationGroup } = resource.spec;
  if (replicationGroup === undefined || sameId(replicationGroup, item.replicationGroup)) return [];
  return [cannotChange("replicationGroup", replicationGroup, item.replicationGroup ?? "")];
}

/** Only what the manifest names: a disk asked for that does not replicate, or one asked away that does. */
function diskDrift({ resource }: Scene, item: ProtectedItem): readonly Drift[] {
  const { disks } = resource.spec;
  if (disks === undefined || item.disks.length === 0) return [];
  const replicates = (name: string) => item.disks.some((disk) => names(disk).includes(name.toLowerCase()));
  const missing = (disks.include ?? []).filter((name) => !replicates(name));
  const extra = (disks.exclude ?? []).filter(replicates);
  return [
    ...missing.map((name) => cannotChange("disks.include", name, "does not replicate")),
    ...extra.map((name) => cannotChange("disks.exclude", name, "replicates")),
  ];
}

/** Fields that could be updated and are not: after a failover nothing is written; an adapter may not exist. */
function lost({ wanted }: Scene, item: ProtectedItem): readonly Drift[] {
  const nics = unknownNics(item, wanted).map(({ macAddress }) => ({
    field: `nics[${macAddress}]`,
    wanted: macAddress,
    actual: item.nics.map(({ nicId }) => nicId).join(", "),
    reason: "NoSuchAdapter",
    message: "Azure knows no adapter with this MAC address on the machine. Correct spec.nics.",
  }));
  const after = isFailedOver(item)
    ? differences(item, wanted).map((one) => ({
        ...one,
        reason: "FailedOver",
        message: "Nothing is written to an item after a failover.",
      }))
    : [];
  return [...(item.nics.length === 0 ? [] : nics), ...after];
}

/** Tags go with the enable and are not read back, so what was sent is all that is known of them. */
function tagDrift({ resource, bound }: Scene): readonly Drift[] {
  const wanted = resource.spec.target?.tags ?? {};
  const sent = bound?.target?.tags ?? {};
  if (Object.keys(wanted).length === 0 || sameJson(wanted, sent)) return [];
  const message =
    "Tags are sent when replication is enabled, and not read back. Change the manifest back, or set them on the machine in Azure after a failover.";
  return [{ field: "target.tags", wanted: tagsInWords(wanted), actual: tagsInWords(sent), reason: "NotRead", message }];
}

function tagsInWords(tags: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "not sent" : pairs.sort().join(", ");
}

/** Drift in what the manifest itself names keeps Ready away; changed defaults do not. */
export function keepsFromReady(drift: Drift): boolean {
  return drift.reason === CANNOT_CHANGE || drift.reason === "NoSuchAdapter";
}
