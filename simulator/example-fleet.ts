// Owns the fleet that is served when no file is given: a small company, and a machine for most scenarios.
import type { Fleet } from "./fleet.ts";
import { readFleet } from "./read-fleet.ts";

const gib = (...sizes: number[]) =>
  sizes.map((sizeGiB, index) => ({ name: `/dev/sd${String.fromCharCode(97 + index)}`, sizeGiB, os: index === 0 }));

const drives = (...sizes: number[]) =>
  sizes.map((sizeGiB, index) => ({ name: `\\\\.\\PHYSICALDRIVE${index}`, sizeGiB, os: index === 0 }));

const subnets = (second: number) => [
  { name: "web", addressPrefix: `10.${second}.1.0/24` },
  { name: "db", addressPrefix: `10.${second}.2.0/24` },
];

const CONTENT = {
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  resourceGroup: "dr-rg",
  vaultName: "contoso-dr",
  region: "westeurope",
  targetResourceGroup: "dr-target-rg",
  appliances: [{ name: "dr-appliance-1" }],
  runAsAccounts: [
    { name: "linux-root", credentialType: "Linux" },
    { name: "windows-admin", credentialType: "Windows" },
  ],
  networks: [
    { name: "prod-net", addressPrefixes: ["10.8.0.0/16"], subnets: subnets(8) },
    { name: "dr-test", addressPrefixes: ["10.9.0.0/16"], subnets: subnets(9) },
  ],
  storageAccounts: [{ name: "drcache001" }],
  machines: [
    { name: "web01", ipAddress: "192.0.2.11", disks: gib(40) },
    { name: "web02", ipAddress: "192.0.2.12", disks: gib(40, 100) },
    { name: "sql01", ipAddress: "192.0.2.21", os: "Windows", cores: 8, memoryMiB: 65_536, disks: drives(128, 512) },
    {
      ...{ name: "sql02", ipAddress: "192.0.2.22", os: "Windows", cores: 16, memoryMiB: 131_072 },
      ...{ disks: drives(128, 512, 512, 1024), firmware: "UEFI" },
    },
    { name: "app01", ipAddress: "192.0.2.31", disks: gib(64) },
    { name: "ora1", ipAddress: "192.0.2.41", cores: 8, memoryMiB: 65_536, disks: gib(64, 256, 256) },
    { name: "app02-fails-test-failover", ipAddress: "192.0.2.32" },
    { name: "app03-fails-cleanup", ipAddress: "192.0.2.33" },
    { name: "app04-fails-enable", ipAddress: "192.0.2.34" },
    { name: "web03-busy", ipAddress: "192.0.2.13" },
    { name: "web04-slow", ipAddress: "192.0.2.14" },
    { name: "<b>&web05 *bold*<!channel>", ipAddress: "192.0.2.15" },
    { name: "sql03-high-rpo", ipAddress: "192.0.2.23", os: "Windows" },
    { name: "app05-critical", ipAddress: "192.0.2.35" },
    { name: "app06-never-replicates", ipAddress: "192.0.2.36" },
  ],
};

export const exampleFleet = (): Fleet => readFleet(CONTENT);
