// Owns the second vault of the example: an old one that nobody has moved yet, with a machine for what hinders a move.
import type { Fleet } from "../fleet.ts";
import { readFleet } from "../read-fleet.ts";

const subnets = (second: number) => [
  { name: "web", addressPrefix: `10.${second}.1.0/24` },
  { name: "db", addressPrefix: `10.${second}.2.0/24` },
];

const drives = (...sizes: number[]) =>
  sizes.map((sizeGiB, index) => ({ name: `\\\\.\\PHYSICALDRIVE${index}`, sizeGiB, os: index === 0 }));

const CONTENT = {
  architecture: "Classic",
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  resourceGroup: "dr-classic-rg",
  vaultName: "contoso-classic",
  region: "westeurope",
  targetResourceGroup: "dr-target-rg",
  appliances: [{ name: "config-server-1" }, { name: "process-server-2" }],
  runAsAccounts: [
    { name: "linux-root", credentialType: "Linux" },
    { name: "windows-admin", credentialType: "Windows" },
  ],
  networks: [
    { name: "classic-prod-net", addressPrefixes: ["10.18.0.0/16"], subnets: subnets(18) },
    { name: "classic-dr-test", addressPrefixes: ["10.19.0.0/16"], subnets: subnets(19) },
  ],
  storageAccounts: [{ name: "classiccache001" }],
  machines: [
    { name: "erp01", ipAddress: "192.0.2.71", os: "Windows", disks: drives(128, 256), protected: true },
    { name: "erp02", ipAddress: "192.0.2.72", os: "Windows", disks: drives(128), protected: true },
    { name: "file01-needs-resync", ipAddress: "192.0.2.73", protected: true, appliance: "process-server-2" },
    { name: "mail01-no-heartbeat", ipAddress: "192.0.2.74", protected: true },
    { name: "crm01", ipAddress: "192.0.2.75" },
    { name: "print01-undiscovered", ipAddress: "192.0.2.76" },
  ],
};

export const classicExampleFleet = (): Fleet => readFleet(CONTENT);
