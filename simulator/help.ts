// Owns what `--help` prints: options, scenarios, faults, endpoints, each from the table that works.
import { CONTROLS } from "./control.ts";
import { FAULT_KINDS } from "./faults.ts";
import { FAULT_FIELDS } from "./read-fault.ts";
import { SCENARIOS } from "./scenarios.ts";

/** The command line's options; docs/simulator.md has this table too. */
export const OPTIONS = {
  "--port N": "where to listen; 0 takes any free port  [8090]",
  "--host ADDRESS": "on which of this machine's addresses; 0.0.0.0 is every one, for a container  [127.0.0.1]",
  "--speed N": "simulated seconds per real second; 0: the clock stands unless it is moved  [60]",
  "--fleet FILE":
    "YAML or JSON: a vault, its networks and machines; several make several vaults  [a small example of two]",
  "--machines N": "the first vault has N machines of the simulator's making in place of its own",
  "--protected N": "how many of those were protected in the portal before the start  [0]",
  "--seed TEXT": "the same seed gives the same machines, ids and times  [1]",
  "--lag-seconds N": "how far lists are behind, in simulated seconds  [0]",
  "--page-size N": "rows in one page of a list  [100]",
  "--throttle": "Azure's limits on calls hold: 429 when the subscription's bucket is empty",
  "--latency-ms N": "how long every answer takes, in real time  [0]",
  "--jitter-ms N": "up to so much longer, another part of it for every answer  [0]",
  "--oldest-api-version V": "older versions of Site Recovery, and previews, are refused  [2023-06-01]",
  "--start TIME": "what the clock shows at the start, ISO 8601  [the present]",
} as const;

const FIELDS = `architecture (Modernized or Classic), subscriptionId, resourceGroup, vaultName, region, targetResourceGroup,
  appliances: [{name}], runAsAccounts: [{name, credentialType}],
  networks: [{name, resourceGroup, region, addressPrefixes, subnets: [{name, addressPrefix}]}],
  storageAccounts: [{name, resourceGroup, region, sku}],
  machines: [{name, fqdn, ipAddress, os, osName, cores, memoryMiB, firmware, biosId, appliance, protected,
              disks: [{name, sizeGiB, os}], nics: [{macAddress, ipAddress}]}]
  Only machines[].name, names and subnets' prefixes are required; a field that is not known is refused.`;

const table = (rows: Readonly<Record<string, string>>): string => {
  const width = Math.max(...Object.keys(rows).map((key) => key.length));
  return Object.entries(rows)
    .map(([key, what]) => `  ${key.padEnd(width)}  ${what}`)
    .join("\n");
};

const endpoints = Object.fromEntries(
  Object.entries(CONTROLS).map(([key, { what }]) => [key.replace(" ", " /_simulator/"), what]),
);

export const HELP = `asr-chatops simulator: Azure Site Recovery vaults for physical servers, on this machine

It speaks the HTTP of Azure Resource Manager as far as physical servers need it: with a replication appliance (provider
InMageRcm), and with a classic configuration server (InMageAzureV2), which Azure itself takes no new machines into.
Without --fleet and --machines there is a vault of either kind. Any bearer token will do: never give it a real one.
Nothing is kept when it ends.

${table(OPTIONS)}

Scenarios: a machine does what a word in its name says, after a dash, e.g. web01-slow or app02-fails-cleanup-slow.
${table(SCENARIOS)}

A fleet file has these fields:
  ${FIELDS}

Endpoints of the simulator itself, JSON in and out:
${table(endpoints)}

With several vaults, ?vault=NAME says which one is meant; without it the machine's, else the first.

Faults. A fault meets the requests to which all that it says applies; a request meets one fault of each sort: of its
way (the connection, the answer), of a list's rows, of the job that it starts, of the clock, and of latency.
${table(FAULT_FIELDS)}

Kinds of faults:
${table(FAULT_KINDS)}
`;
