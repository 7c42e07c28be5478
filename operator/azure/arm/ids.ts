// Names within ARM ids: which fabric, container and item an id means.
import { StalledError } from "../../errors.ts";

export interface ItemPath {
  readonly fabric: string;
  readonly container: string;
  readonly name: string;
}

/** Reads a protected item's id. @throws StalledError when it is none of this vault */
export function itemPath(id: string, vaultId: string): ItemPath {
  const inVault = id.toLowerCase().startsWith(`${vaultId.toLowerCase()}/`);
  const found =
    /\/replicationFabrics\/([^/]+)\/replicationProtectionContainers\/([^/]+)\/replicationProtectedItems\/([^/]+)$/i.exec(
      id,
    );
  const [, fabric, container, name] = found ?? [];
  if (!inVault || fabric === undefined || container === undefined || name === undefined) {
    throw new StalledError("InvalidRequest", `"${id}" is not the Azure id of a protected item of this vault.`);
  }
  return { fabric, container, name };
}

/** Fabric and container of an item's, a mapping's or a container's id. */
export function containerPath(id: string): { readonly fabric: string; readonly container: string } | undefined {
  const [, fabric, container] =
    /\/replicationFabrics\/([^/]+)\/replicationProtectionContainers\/([^/]+)/i.exec(id) ?? [];
  return fabric === undefined || container === undefined ? undefined : { fabric, container };
}
