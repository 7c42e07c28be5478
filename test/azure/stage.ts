// What the plays of the conformance suite share: where things are, and what was found out on the way.
import type { Send } from "./pairs.ts";

export const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg";
export const VAULT = `${GROUP}/providers/Microsoft.RecoveryServices/vaults/contoso-dr`;
export const FABRIC = `${VAULT}/replicationFabrics/contoso-drreplicationfabric`;
export const networkId = (name: string) => `${GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;
export const CACHE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/drcache001`;
export const PROVIDER = { instanceType: "InMageRcm" };
export const DAY = 86_400;

export interface Stage {
  readonly send: Send;
  advance(seconds: number): void;
}

export interface Found {
  readonly container: string;
  readonly site: string;
  readonly appliances: readonly string[];
  readonly machines: ReadonlyMap<string, string>;
}

export type Row = {
  readonly id: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

export const rows = (answer: unknown): readonly Row[] => (answer as { value: Row[] }).value;
export const first = (answer: unknown): Row => rows(answer)[0] ?? { id: "", name: "", properties: {} };
