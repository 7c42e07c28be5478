// Owns the vault's settings for migration: kept and given back, and nothing follows from them for a physical server.
import { textAt } from "./body.ts";
import type { World } from "./world.ts";

export interface VaultSetting {
  readonly name: string;
  readonly migrationSolutionId?: string;
  readonly providerType?: string;
}

const keyOf = (name: string): string => name.toLowerCase();

export const settingNamed = (world: World, name: string): VaultSetting | undefined =>
  world.vaultSettings.get(keyOf(name));

/** PUT: done at once, no job. */
export function saveSetting(world: World, name: string, body: unknown): VaultSetting {
  const migrationSolutionId = textAt(body, "properties", "migrationSolutionId");
  const providerType = textAt(body, "properties", "vmwareToAzureProviderType");
  const setting = {
    name: settingNamed(world, name)?.name ?? name,
    ...(migrationSolutionId !== undefined && { migrationSolutionId }),
    ...(providerType !== undefined && { providerType }),
  };
  world.vaultSettings.set(keyOf(name), setting);
  return setting;
}
