// The table of faults that all reads of a vault meet: what is broken, what people read meanwhile, how it is over.

import { eventually } from "../eventually.ts";
import type { OperationName } from "./cast.ts";
import { OPERATIONS } from "./cast.ts";
import type { Stage } from "./stage.ts";

const MINUTES = 60_000;

export interface Players {
  readonly enable: string;
  readonly drill: string;
  readonly cleanUp: string;
}

export interface Phase {
  readonly name: string;
  /** Breaks something, before the three operations begin. */
  readonly breaks: (stage: Stage, players: Players) => Promise<unknown>;
  /** What is read while it is broken; it is mended once all of that was. */
  readonly says: { readonly vault?: RegExp } & { readonly [operation in OperationName]?: RegExp };
}

const LISTS = {
  items: "ReplicationProtectedItems_List",
  jobs: "ReplicationJobs_List",
} as const;

const ALWAYS = { method: "GET", times: "always" } as const;

/**
 * The last complete list is past its time when the operations begin. That the vault says so is not enough: on a slow
 * machine it said so before, and a round that was under way may still end well.
 */
async function listsOutOfDate({ tell, azureNow, vault }: Stage): Promise<void> {
  await tell("faults", { kind: "500-before", route: LISTS.items, page: 2, ...ALWAYS });
  const old = (await azureNow()) + 13 * MINUTES;
  await eventually("the last complete list is old", azureNow, (now) => now > old);
  const last = async () => vault().last()?.words ?? "";
  await eventually("the vault says so", last, (words) => /over 12 minutes old/.test(words));
}

/**
 * Most rows are missing from one list; the second one, which tells that they are there, takes its time: enough for the
 * doubt to be read, and not so much that the list is out of date by then, which would be told instead.
 */
async function manyVanish({ tell, vault }: Stage): Promise<void> {
  await tell("faults", { kind: "latency", route: LISTS.items, page: 1, milliseconds: 300, ...ALWAYS });
  await tell("faults", { kind: "rows-vanish", route: LISTS.items, count: 4, method: "GET", times: 4 });
  await vault().until("it is suspect", ({ words }) => /vanished/.test(words));
}

const NOT_SEEN =
  /^(Stalled: Unauthorized: .*expiry.*set the clock of the node|Reconciling: WaitingForAzure: .*last complete list)/;

export const PHASES: readonly Phase[] = [
  {
    name: "lists lag two minutes, and each call's answer is lost",
    breaks: async ({ tell }, players) => {
      for (const operation of ["enable", "drill", "cleanUp"] as const) {
        await tell("faults", { kind: "lost-reply", route: OPERATIONS[operation].route, machine: players[operation] });
      }
    },
    says: {
      enable: /^Reconciling: Settling: .*the connection failed/,
      drill: /^Reconciling: Settling: .*the connection failed/,
      cleanUp: /^Reconciling: Settling: .*the connection failed/,
    },
  },
  {
    name: "a page of the list of items does not come",
    breaks: listsOutOfDate,
    says: {
      vault: /^Ready: Connected: .*The last complete list .* is over 12 minutes old, so nothing is written/,
      enable:
        /^Reconciling: WaitingForAzure: Nothing is written to RecoveryVault contoso.*describe rvault contoso says why/,
      drill: /^Reconciling: WaitingForAzure: .*last complete list.*over 12 minutes old/,
      cleanUp: /^Reconciling: WaitingForAzure: The clean-up .* is due and waits: .*The last complete list.*costs money/,
    },
  },
  {
    name: "many rows vanish between two pages",
    breaks: manyVanish,
    says: {
      vault: /protected items vanished from Azure's list at once\. Nothing is written until a second complete list/,
    },
  },
  {
    name: "the machine's own rows vanish from every list",
    breaks: async ({ tell }, players) => {
      for (const machine of Object.values(players)) {
        for (const route of Object.values(LISTS))
          await tell("faults", { kind: "rows-vanish", route, machine, ...ALWAYS });
      }
    },
    says: {
      enable: /^Reconciling: (Enabling: Azure works on it|InitialReplication)/,
      drill: /^Reconciling: Running: (Test|The test) machine/,
      cleanUp: /^Reconciling: CleaningUp: Azure accepted/,
    },
  },
  {
    name: "Azure throttles reads",
    breaks: ({ tell }) => tell("faults", { kind: "429", retryAfterSeconds: 1, ...ALWAYS }),
    // On a slow machine the list is past its time before the run is looked at.
    says: {
      drill:
        /^Reconciling: (WaitingForAzure|AzureUnavailable): .*(asked to wait until|number of requests|over 12 minutes old)/,
    },
  },
  {
    name: "the subscription's bucket is cut to a tenth",
    breaks: ({ tell }) => tell("limits", { on: true, share: 0.1 }),
    says: {
      enable: /^Reconciling: (Enabling: Azure works on it|InitialReplication)/,
      drill: /^Reconciling: Running: (Test|The test) machine/,
      cleanUp: /^Reconciling: CleaningUp: Azure accepted/,
    },
  },
  {
    name: "no read's token is taken",
    breaks: ({ tell }) => tell("faults", { kind: "expired-token", ...ALWAYS }),
    says: {
      vault: /^Stalled: Unauthorized: .*expiry.*set the clock of the node/,
      // The list may be past its time before the run is looked at: then that is what keeps it.
      drill: NOT_SEEN,
      cleanUp: NOT_SEEN,
    },
  },
  {
    name: "reads fail, break off, or come in pieces",
    breaks: async ({ tell }) => {
      for (const kind of ["500-before", "reset-before", "truncated", "cut-body"]) {
        await tell("faults", { kind, method: "GET", times: 20 });
      }
    },
    says: {
      enable: /^Reconciling: (Enabling: Azure works on it|InitialReplication)/,
      drill: /^Reconciling: Running: (Test|The test) machine/,
      cleanUp: /^Reconciling: CleaningUp: Azure accepted/,
    },
  },
  {
    name: "every answer is late",
    breaks: ({ tell }) => tell("latency", { milliseconds: 40, jitterMilliseconds: 40 }),
    says: {
      enable: /^Reconciling: (Enabling: Azure works on it|InitialReplication)/,
      drill: /^Reconciling: Running: (Test|The test) machine/,
      cleanUp: /^Reconciling: CleaningUp: Azure accepted/,
    },
  },
  {
    name: "the clock jumps an hour at each call",
    breaks: async ({ tell }, players) => {
      for (const operation of ["enable", "drill", "cleanUp"] as const) {
        const { route } = OPERATIONS[operation];
        await tell("faults", { kind: "time-jump", seconds: 3600, route, machine: players[operation] });
      }
    },
    says: {
      enable: /^Reconciling: (Enabling|InitialReplication)/,
      drill: /^Reconciling: Running: (Test|The test) machine/,
      cleanUp: /^Reconciling: CleaningUp: Azure accepted/,
    },
  },
];

/** Everything is as it was, but for the clock. */
export async function mend({ tell }: Stage): Promise<void> {
  await tell("faults/clear", {});
  await tell("latency", { milliseconds: 0 });
  await tell("limits", { on: false, share: 1 });
}
