// The moments of a first drill that are worth a look, and what one looks at.
import type { Seen } from "../demo/record.ts";

export interface Moment {
  readonly moment: string;
  /** Whether it has come, from the states seen so far. */
  readonly reached: (seen: Seen) => boolean;
  /** What a reader is told before the commands. */
  readonly text: string;
  /** What follows `kubectl`, as a person types it. */
  readonly commands: readonly string[];
  /** How far the simulated clock is moved on afterwards: nothing happens meanwhile that is worth waiting for. */
  readonly skipSeconds?: number;
}

const run = "tfo/web01-first-drill";
const inPhase =
  (phase: string) =>
  (seen: Seen): boolean =>
    seen(run).some((state) => state.startsWith(`${phase}:`));

export const story: readonly Moment[] = [
  {
    moment: "Apply",
    reached: () => true,
    text: "A namespace, a vault, a policy, a protection and a test failover, in one go. The order does not matter: what is not possible yet waits, and says for what.",
    commands: ["apply -f examples/first-drill"],
  },
  {
    moment: "What could be protected",
    reached: (seen) =>
      seen("rvault/contoso").some((state) => state.startsWith("Connected:")) &&
      seen("pmp/web01").includes("Enabling replication") &&
      seen("dmach/web01").at(-1) === "protected" &&
      seen("dmach").length >= EXAMPLE_MACHINES,
    text: "The vault answers, and the operator lists every physical server that the vault's appliance sees. Nobody wrote these objects; the operator keeps them up to date. The odd names are scenarios: in the simulator a machine does what its name says.",
    commands: ["get rvault", "get dmach"],
  },
  {
    moment: "Replication begins",
    reached: (seen) => seen("pmp/web01").includes("Enabling replication"),
    text: "The policy is in Azure, and Azure was asked once to replicate web01. The test failover waits.",
    commands: [
      "get rpol,pmp,tfo -n dr-team",
      `get tfo web01-first-drill -n dr-team -o jsonpath='{.status.waitingFor}'`,
    ],
    skipSeconds: 2400,
  },
  {
    moment: "Percentages on the way",
    reached: (seen) => seen("pmp/web01").some((state) => state.includes("64 %")),
    text: "Azure copies the disks. The percentage is Azure's own and comes in steps.",
    commands: ["get pmp -n dr-team"],
    skipSeconds: 1800,
  },
  {
    moment: "Protected",
    reached: (seen) => seen("pmp/web01").includes("Protected"),
    text: "Azure calls web01 protected when its first recovery point is there. `kubectl wait` works as with any other resource, so a script or a pipeline can wait for it too.",
    commands: ["wait --for=condition=Ready pmp/web01 -n dr-team --timeout=60s", "get pmp -n dr-team"],
  },
  {
    moment: "The test machine is up",
    reached: (seen) => seen(run).some((state) => /^Running: Test machine .*, running\)/.test(state)),
    text: "The test failover went on by itself. The machine runs in the isolated network that the vault names, and replication goes on meanwhile. `Rpo At Start Seconds` is how much would have been lost, had this been real.",
    commands: ["get tfo -n dr-team", "describe tfo web01-first-drill -n dr-team"],
  },
  {
    moment: "Somebody looks at it",
    reached: inPhase("Running"),
    text: "That is the point of a drill, and no operator can do it. What was seen goes into the record.",
    commands: [
      `patch tfo web01-first-drill -n dr-team --type=merge -p '{"spec":{"verdict":{"result":"Passed","note":"The login page answers."}}}'`,
    ],
    skipSeconds: 6600,
  },
  {
    moment: "Cleaning up",
    reached: inPhase("CleaningUp"),
    text: "Two hours after the machine was up, by itself, as `cleanUp.after` asks.",
    commands: ["get tfo -n dr-team"],
  },
  {
    moment: "The record",
    reached: inPhase("Succeeded"),
    text: "Nothing is left running. The resource stays as the record of the drill: when, from which recovery point, how long it took, what was seen, and who asked where `spec.requestedBy` says so. It is never deleted by the operator.",
    commands: [
      "wait --for=condition=Complete tfo/web01-first-drill -n dr-team --timeout=60s",
      "get tfo -n dr-team",
      `get tfo web01-first-drill -n dr-team -o jsonpath='{range .status.timeline[*]}{.time}  {.step}{"\\n"}{end}'`,
      "events -n dr-team --for tfo/web01-first-drill",
    ],
  },
  {
    moment: "And the server itself",
    reached: (seen) => seen("pmp/web01").at(-1) === "Protected" && inPhase("Succeeded")(seen),
    text: "It was protected all the time. The last drill is on record here too, and when the next one is due.",
    commands: [
      "get pmp -n dr-team",
      `get pmp web01 -n dr-team -o jsonpath='{range .status.conditions[*]}{.type}={.status}  {.message}{"\\n"}{end}'`,
      "events -n dr-team --for pmp/web01",
    ],
  },
];

/** How many machines the simulator's example vault has. */
const EXAMPLE_MACHINES = 15;
