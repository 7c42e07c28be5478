// Owns what is wrong with an item, in Azure's form: health errors and the two healths that follow from them.
import { timeText } from "./arm.ts";
import { guid } from "./chance.ts";
import { type Item, stateOf } from "./items.ts";
import { resyncOf } from "./resync-state.ts";
import type { Scenario } from "./scenarios.ts";

export interface HealthError {
  readonly errorCode: string;
  readonly errorLevel: "Warning" | "Error";
  readonly errorCategory: "Replication" | "TestFailover" | "Configuration";
  readonly errorMessage: string;
  readonly possibleCauses: string;
  readonly recommendedAction: string;
  /** whether somebody may say that it is seen to */
  readonly isResolvable?: true;
}

/** The code is in a recording of Azure-to-Azure traffic, the words are ours. */
const NEVER_DRILLED: HealthError = {
  errorCode: "161011",
  errorLevel: "Warning",
  errorCategory: "TestFailover",
  errorMessage: "No successful test failover has been done on this machine.",
  possibleCauses: "The machine has not been test failed over since it was protected.",
  recommendedAction: "Run a test failover.",
};

/** 153006 is the code that Microsoft's troubleshooting pages give; for physical servers it is not recorded. */
const NO_RECENT_POINT: HealthError = {
  errorCode: "153006",
  errorLevel: "Warning",
  errorCategory: "Replication",
  errorMessage: "There is no crash-consistent recovery point of the last 60 minutes.",
  possibleCauses: "The machine writes more than can be sent, or the network to the appliance is slow.",
  recommendedAction: "Look at the data change rate of the machine and at the network's bandwidth.",
};

const simulated = (errorCode: string, errorMessage: string, possibleCauses: string): HealthError => ({
  errorCode,
  errorLevel: "Error",
  errorCategory: "Replication",
  errorMessage,
  possibleCauses,
  recommendedAction: "Check the Mobility service on the machine and its connection to the appliance.",
});

const STUCK = simulated(
  "SimulatedNoProgress",
  "Initial replication makes no progress.",
  "The machine cannot reach the appliance on port 9443.",
);
const CRITICAL = simulated(
  "SimulatedCritical",
  "Replication is in a critical state.",
  "The machine stopped sending data.",
);
const SILENT = simulated(
  "SimulatedNoHeartbeat",
  "The Mobility agent has not been heard.",
  "The agent is stopped, or the machine is switched off.",
);

const RESYNC = simulated(
  "SimulatedResyncRequired",
  "The machine must be resynchronised.",
  "The machine was restarted before its changes were sent, or a disk was resized.",
);
const CHURN: HealthError = {
  ...simulated(
    "SimulatedHighChurn",
    "More is written on the machine than can be sent.",
    "The data change rate of the machine is above what Site Recovery supports.",
  ),
  errorLevel: "Warning",
};
const RESOLVABLE: HealthError = {
  ...simulated("SimulatedResolvable", "Something happened on the machine that somebody should look at.", "A test."),
  errorLevel: "Warning",
  isResolvable: true,
};

/** Scenario → what is wrong with a machine that is Protected. */
const WHEN_PROTECTED: readonly (readonly [Scenario, HealthError])[] = [
  ["critical", CRITICAL],
  ["no-heartbeat", SILENT],
  ["high-rpo", NO_RECENT_POINT],
  ["high-churn", CHURN],
  ["resolvable-error", RESOLVABLE],
];

/** The errors of an item at a moment (milliseconds). Codes that begin with Simulated are not Azure's. */
export function healthErrorsOf(item: Item, at: number): HealthError[] {
  const found: HealthError[] = [];
  if (item.enableError !== undefined) {
    const { code, message, possibleCauses, recommendedAction } = item.enableError;
    const words = { errorCode: code, errorMessage: message, possibleCauses, recommendedAction };
    found.push({ ...words, errorLevel: "Error", errorCategory: "Configuration" });
  }
  if (item.replicatingSince === undefined) return found;
  if (item.scenarios.has("never-replicates")) found.push(STUCK);
  if (stateOf(item, at) !== "Protected") return found;
  for (const [scenario, error] of WHEN_PROTECTED) if (item.scenarios.has(scenario)) found.push(error);
  if (resyncOf(item, at).state !== "none") found.push(RESYNC);
  if (item.lastTestFailover === undefined) found.push(NEVER_DRILLED);
  return item.resolved === undefined ? found : found.filter((error) => !item.resolved?.includes(error.errorCode));
}

/** The error in the form that jobs and events have. */
export const asJobError = ({ errorCode, errorMessage, possibleCauses, recommendedAction }: HealthError) => ({
  code: errorCode,
  message: errorMessage,
  possibleCauses,
  recommendedAction,
});

const worst = (errors: readonly HealthError[]): "Normal" | "Warning" | "Critical" => {
  if (errors.some((error) => error.errorLevel === "Error")) return "Critical";
  return errors.length > 0 ? "Warning" : "Normal";
};

/** `replicationHealth` leaves drills out of account; `failoverHealth` looks at them and at nothing else. */
export function healthsOf(errors: readonly HealthError[]): { replication: string; failover: string } {
  return {
    replication: worst(errors.filter((error) => error.errorCategory !== "TestFailover")),
    failover: worst(errors.filter((error) => error.errorCategory === "TestFailover")),
  };
}

/** The error as an item's `healthErrors` shows it. */
export const healthErrorView = (item: Item, { isResolvable, ...error }: HealthError) => ({
  ...error,
  innerHealthErrors: [],
  errorSource: "Service",
  errorType: error.errorCategory,
  summaryMessage: error.errorMessage,
  creationTimeUtc: timeText(item.replicatingSince ?? item.busy?.startTime ?? 0),
  recoveryProviderErrorMessage: "",
  entityId: item.id,
  errorId: guid("health", item.id, error.errorCode),
  customerResolvability: isResolvable ? "Allowed" : "NotAllowed",
});
