// A vault of a few rows behind a server, for the view's rules: what its list shows and what a GET shows may differ.
import { SITE_ID, VAULT_ID } from "./port-under-test.ts";
import type { Received, Reply, ScriptedServer } from "./scripted-server.ts";

interface Row {
  readonly id: string;
  readonly name: string;
}

export interface SmallVault {
  /** What the list of items shows, in pages of `pageSize`. */
  listed: readonly Row[];
  /** What a GET of an item shows; what is not here is a 404. */
  truth: readonly Row[];
  jobs: readonly Row[];
  machines: readonly Row[];
  fabrics: readonly Row[];
  pageSize: number;
  /** Answers instead, where it gives one. */
  fault: (request: Received) => Reply | undefined;
}

export function smallVault(server: ScriptedServer): SmallVault {
  const vault: SmallVault = {
    listed: [],
    truth: [],
    jobs: [],
    machines: [],
    fabrics: [FABRIC],
    pageSize: 100,
    fault: () => undefined,
  };
  server.serve((request) => vault.fault(request) ?? answer(vault, request));
  return vault;
}

const FABRIC = {
  id: `${VAULT_ID}/replicationFabrics/fabric1`,
  name: "fabric1",
  properties: {
    health: "Normal",
    customDetails: { instanceType: "InMageRcm", physicalSiteId: SITE_ID, processServers: [{ id: "ps", name: "ps1" }] },
  },
};

const appliances = (lastHeartbeatUtc = "2026-11-23T09:59:00Z", health = "Normal") => [
  {
    properties: {
      providerSpecificDetails: {
        instanceType: "InMageRcm",
        appliances: [{ id: "a", name: "dr-appliance-1", processServer: { health, lastHeartbeatUtc } }],
      },
    },
  },
];

const list = (value: readonly unknown[], nextLink: string | null = null): Reply => ({
  status: 200,
  body: { value, nextLink },
});

const one = (body: unknown): Reply | undefined => (body === undefined ? undefined : { status: 200, body });

const named = (rows: readonly Row[], path: string) =>
  rows.find(({ name }) => path.toLowerCase().endsWith(`/${name.toLowerCase()}`));

/** The vault's routes, by the end of the path; undefined is a 404. */
function answer(vault: SmallVault, { path, query }: Received): Reply | undefined {
  const routes: readonly [RegExp, () => Reply | undefined][] = [
    [/vaults\/contoso-dr$/, () => one({ id: VAULT_ID, location: "westeurope" })],
    [/replicationFabrics$/, () => list(vault.fabrics)],
    [/replicationFabrics\/[^/]+$/, () => one(named(vault.fabrics, path))],
    [/replicationProtectionContainers$/, () => list([{ id: "c-id", name: "container1" }])],
    [/replicationAppliances$/, () => list(appliances())],
    [/runAsAccounts$/, () => list([{ id: "acc", name: "acc", properties: { displayName: "linux-root" } }])],
    [/serverSites\/[^/]+\/machines$/i, () => list(vault.machines)],
    [/refreshSite$/, () => ({ status: 202 })],
    [/replicationJobs$/, () => list(vault.jobs)],
    [/replicationJobs\/[^/]+$/, () => one(named(vault.jobs, path))],
    [/contoso-dr\/replicationProtectedItems$/, () => page(vault, Number(query.get("skipToken") ?? 0))],
    [/replicationProtectedItems\/[^/]+$/i, () => one(named(vault.truth, path))],
  ];
  return routes.find(([shape]) => shape.test(path))?.[1]();
}

function page({ listed, pageSize }: SmallVault, from: number): Reply {
  const next = from + pageSize;
  const link = `https://management.azure.com${VAULT_ID}/replicationProtectedItems?api-version=2023-06-01&skipToken=${next}`;
  return list(listed.slice(from, next), next < listed.length ? link : null);
}
