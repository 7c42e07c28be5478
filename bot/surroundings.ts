// As of when a namespace's facts are true: by the vaults that let it in.
import type { RecoveryVault } from "../crds/types.ts";
import type { Desk } from "./command.ts";
import { freshness } from "./freshness.ts";
import type { Surroundings } from "./notice.ts";

export function surroundingsOf(namespace: string, desk: Desk): Surroundings {
  const now = desk.now();
  return { clusterName: desk.clusterName, now, freshness: freshness(vaultsFor(namespace, desk), now) };
}

export function vaultsFor(namespace: string, { copies }: Pick<Desk, "copies">): readonly RecoveryVault[] {
  return copies.vaults.list().filter(({ spec }) => spec.allowedNamespaces.includes(namespace));
}
