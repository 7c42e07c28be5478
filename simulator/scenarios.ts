// Owns the scenarios: what a machine does that is out of the ordinary, chosen by a part of its name.

/** Word in a machine's name, after a dash → what happens. `--help` prints this table. */
export const SCENARIOS = {
  "fails-enable": "enable replication is accepted; its job fails half-way (95107, push installation credentials)",
  "fails-enable-once": "the same, the first time only",
  "fails-test-failover": "a test failover is accepted; its job fails half-way (28031, cores quota)",
  "fails-test-failover-once": "the same, the first time only",
  "fails-late": "a test failover's job fails after the test machine exists: a clean-up is needed",
  "fails-cleanup": "the first clean-up's job fails, later ones work",
  "fails-cleanup-always": "every clean-up's job fails",
  "fails-disable": "the first disable's job fails, later ones work",
  "fails-failover":
    "a failover is accepted; its job fails half-way (28031, cores quota), and the machine stays Protected",
  "fails-failover-once": "the same, the first time only",
  "fails-commit": "the first commit's job fails, later ones work",
  "fails-change-point": "the first change of the recovery point fails, later ones work",
  "cancellable-failover": "a failover that is not committed may be cancelled (Azure was not seen to allow it)",
  "needs-resync": "once protected, it has to be resynchronised: RepairReplication is allowed",
  "high-churn": "once protected, more is written than can be sent: data waits, health Warning",
  "resolvable-error": "once protected, a health error that somebody may mark as resolved",
  "old-agent": "the Mobility agent is out of date and can be updated",
  "fails-agent-update": "the same, and the first update fails",
  "needs-reboot": "the Mobility agent is out of date, and cannot be updated before a restart",
  slow: "everything takes six times as long",
  stalls: "a test failover's job starts and never ends",
  busy: "the first two writes of each kind are refused: 409, another operation runs",
  throttled: "the first two writes of each kind are refused: 429 with Retry-After, 30 simulated seconds",
  refuses: "every write is refused: 403",
  "refuses-test-failover": "test failovers and their clean-ups are refused: 403",
  "name-taken":
    "enable works, with the warning 310024 (name unavailable); a failover's machine gets another name, 28175",
  "never-replicates": "initial replication stays at 0 %, health Critical",
  "high-rpo": "a recovery point only every two hours, health Warning",
  critical: "once protected, replication health is Critical",
  "no-heartbeat": "the Mobility agent has not been heard since the machine was protected",
  undiscovered: "the appliance does not list it until its site is refreshed",
} as const;

export type Scenario = keyof typeof SCENARIOS;

const BY_LENGTH = (Object.keys(SCENARIOS) as Scenario[]).sort((one, other) => other.length - one.length);

/**
 * The scenarios in a machine's name: each word of the table that follows a dash and ends at a dash or at the end.
 * A longer word hides the shorter one that it begins with: `fails-cleanup-always` is not also `fails-cleanup`.
 */
export function scenariosOf(machineName: string): ReadonlySet<Scenario> {
  let rest = `${machineName.toLowerCase()}-`;
  const found = new Set<Scenario>();
  for (const word of BY_LENGTH) {
    if (!rest.includes(`-${word}-`)) continue;
    found.add(word);
    rest = rest.replaceAll(`-${word}-`, "-");
  }
  return found;
}
