// Owns the paths that many routes begin with. A word in braces stands for a name.

export const VAULT =
  "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults/{vault}";
export const FABRIC = `${VAULT}/replicationFabrics/{fabric}`;
export const CONTAINER = `${FABRIC}/replicationProtectionContainers/{container}`;
export const ITEM = `${CONTAINER}/replicationProtectedItems/{item}`;
export const GROUP = "/subscriptions/{subscription}/resourceGroups/{group}";
export const SITE = `${GROUP}/providers/Microsoft.OffAzure/serverSites/{site}`;
