// Everything wired as in the operator, over copies that a test feeds; the queues tell who is to be looked at.
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createQueue, type WorkQueue } from "../../kube/queue.ts";
import { createClaims } from "../../operator/azure/claims.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { createVaultDirectory, type ManagedDirectory } from "../../operator/vault/directory.ts";
import { wire } from "../../operator/wiring.ts";
import { portTo } from "../azure/port-under-test.ts";
import { createStillClock } from "../azure/still-clock.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { type FedCopies, startFedCopies } from "./fed-copies.ts";
import { protection, vault } from "./protection/builders.ts";

const KINDS = ["vaults", "policies", "protections", "runs"] as const;
type Name = (typeof KINDS)[number];

export const ITEM = "/items/web01";
export const MACHINE = "/machines/web01";
export const bound = { vault: "contoso", machineId: MACHINE, itemId: ITEM };

export const owner = () => protection({ status: { bound } });
export const named = (name: string, spec: Partial<PhysicalMachineProtection["spec"]> = {}) =>
  protection({ metadata: { name, uid: `uid-${name}` }, spec });

export interface Wired {
  readonly fed: FedCopies;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly queues: Readonly<Record<Name, WorkQueue>>;
  readonly directory: ManagedDirectory;
  /** Vaults whose machines were seen anew. */
  discoveries: string[];
  /** Tells Azure's news about the vault, as its view does. */
  news(what: string): void;
  /** Everything that is to be looked at by now, by kind; the queues are empty after it. */
  looked(): Promise<Partial<Record<Name, readonly string[]>>>;
  /** Protections that were there before, and looked at. */
  added(...objects: readonly PhysicalMachineProtection[]): Promise<void>;
}

/** One vault, which is open; its view polls nothing. */
export async function startWired(): Promise<Wired> {
  const fed = await startFedCopies();
  const clock = createFakeClock();
  const queue = (name: Name) => createQueue({ name, clock });
  const queues = {
    vaults: queue("vaults"),
    policies: queue("policies"),
    protections: queue("protections"),
    runs: queue("runs"),
  };
  let tell = (_: string) => {};
  const directory = createVaultDirectory({
    vaults: fed.copies.vaults,
    createClaims,
    open: async () => {
      const still = createStillClock();
      const port = portTo("http://127.0.0.1:9", { clock: still });
      const options = { port, clock: still, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" };
      const view = createVaultView(options);
      const onChange = (listener: (what: string) => void) => {
        tell = listener;
        view.onChange(listener);
      };
      return { view: { ...view, onChange }, stop: () => {} };
    },
  });
  const kinds = Object.fromEntries(KINDS.map((name) => [name, { queue: queues[name] }])) as Record<
    Name,
    { queue: WorkQueue }
  >;
  const looked = () => taken(queues);
  const wired: Wired = {
    ...{ fed, clock, queues, directory, looked },
    discoveries: [],
    news: (what) => tell(what),
    added: async (...objects) => {
      for (const object of objects) await fed.tell("protections", "ADDED", object);
      await clock.advance(10_000);
      await looked();
      wired.discoveries = [];
    },
  };
  wire({ copies: fed.copies, kinds, directory, onDiscovery: ({ name }) => wired.discoveries.push(name) });
  await fed.tell("vaults", "ADDED", vault());
  await directory.ensure(vault());
  await looked();
  return wired;
}

async function taken(queues: Wired["queues"]): ReturnType<Wired["looked"]> {
  const found: Partial<Record<Name, readonly string[]>> = {};
  for (const name of KINDS) {
    const keys: string[] = [];
    while (queues[name].length > 0) {
      const one = await queues[name].take();
      if (one === undefined) break;
      keys.push(one.key);
      queues[name].done(one.key);
    }
    if (keys.length > 0) found[name] = keys.sort();
  }
  return found;
}
