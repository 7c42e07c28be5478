// Before the start, what passes by itself: each reason to wait with its sentence, as people read it.
import { describe, expect, test } from "vitest";
import type { World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  condition,
  decided,
  iso,
  itemWith,
  minutesLater,
  present,
  protectionWith,
  type RunFacts,
  says,
  secondsLater,
  shows,
  unknown,
  vaultWith,
} from "./build.ts";

type Row = [sentence: string, run: RunFacts, world: Partial<World>, reason: string, message: string];

const checking: RunFacts["status"] = { phase: "Checking" };

const waitingRows: readonly Row[] = [
  [
    "the protection has no vault yet",
    {},
    {
      vault: undefined,
      item: unknown,
      protection: protectionWith({
        status: { conditions: [condition("Stalled", "VaultNotFound", 'There is no RecoveryVault "contso".')] },
      }),
    },
    "WaitingForProtection",
    'web01 is not connected to a vault yet. There is no RecoveryVault "contso".',
  ],
  [
    "nobody looked at the protection yet",
    {},
    { vault: undefined, item: unknown },
    "WaitingForProtection",
    "web01 is not connected to a vault yet. The operator has not looked at it yet.",
  ],
  [
    "the machine is not replicating yet",
    {},
    {
      item: present(itemWith({ protectionState: "InitialReplicationInProgress", allowedOperations: [] })),
      protection: protectionWith({ status: { stateDescription: "Initial replication 64 %" } }),
    },
    "WaitingForProtection",
    "web01 is not protected yet (Initial replication 64 %). The test failover starts when it is.",
  ],
  [
    "the protection has no item yet",
    {},
    {
      item: unknown,
      protection: protectionWith({ status: { bound: { vault: "contoso" } } as never }),
    },
    "WaitingForProtection",
    "web01 is not protected yet. The test failover starts when it is.",
  ],
  [
    "the item was not read yet",
    {},
    { item: unknown },
    "WaitingForAzure",
    "Whether web01 can be rehearsed is not known at the moment: Azure's list did not come through.",
  ],
  [
    "the item is gone",
    {},
    { item: absent },
    "WaitingForProtection",
    "web01 is not protected yet. The test failover starts when it is.",
  ],
  [
    "another run has the machine, and says until when",
    {},
    { claim: { held: false, by: "test failover dr-team/earlier", until: iso(minutesLater(71)) } },
    "WaitingForOtherRun",
    "web01 is in use by test failover dr-team/earlier. It cleans up at 23 Nov 11:42 UTC. This run starts after that.",
  ],
  [
    "another run has the machine for as long as a person wants",
    { status: checking },
    { claim: { held: false, by: "test failover dr-team/earlier" } },
    "WaitingForOtherRun",
    "web01 is in use by test failover dr-team/earlier. This run starts after that.",
  ],
  [
    "Azure works on the machine",
    { status: checking },
    { item: present(shows.starting("other")) },
    "WaitingForAzure",
    "Azure does not allow a test failover of web01 at the moment: its job TestFailover runs. This run starts when Azure allows it.",
  ],
  [
    "Azure allows something else only",
    { status: checking },
    { item: present(itemWith({ allowedOperations: ["DisableProtection"] })) },
    "WaitingForAzure",
    "Azure does not allow a test failover of web01 at the moment: it allows only DisableProtection. This run starts when Azure allows it.",
  ],
  [
    "no write may go out now",
    { status: checking },
    vaultWith({ writesBarred: "Azure asked to wait until 10:32 UTC." }),
    "WaitingForAzure",
    "Azure asked to wait until 10:32 UTC. This run starts after that.",
  ],
  [
    "Azure was busy before, until the time of the next try",
    {
      status: {
        phase: "Checking",
        nextTryAt: iso(secondsLater(30)),
        waitingFor: "The test failover of web01 waits: Azure says (Conflict): Busy.",
      },
    },
    {},
    "WaitingForAzure",
    "The test failover of web01 waits: Azure says (Conflict): Busy.",
  ],
];

describe("a run waits when", () => {
  test.each(waitingRows)("%s", (_sentence, ...[run, world, reason, message]) => {
    const verdict = decided(run, world);
    expect(says(verdict)).toEqual({ type: "Reconciling", reason, message });
    expect(verdict.status.waitingFor).toBe(message);
    expect(verdict.status.phase).toBe(run.status?.phase ?? "Pending");
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(false);
  });
});
