// What befalls an installation, minute by minute, and which alert that fires, or leaves quiet. Read by promtool.

export interface Story {
  readonly alert: string;
  readonly what: string;
  /** Series by name and labels; values in promtool's notation, one a minute: `0x5` is 0 six times, `_` is nothing. */
  readonly series: Readonly<Record<string, string>>;
  readonly atMinute: number;
  /** The labels of each alert that fires then, without its severity. Empty: quiet. */
  readonly fires: readonly Readonly<Record<string, string>>[];
}

const IN = 'namespace="dr"';
const OF = `${IN}, vault="contoso"`;
const VAULT = { namespace: "dr", vault: "contoso" };
const NAMESPACE = { namespace: "dr" };

type Rest = Pick<Story, "series" | "atMinute">;

const fires = (alert: string, what: string, labels: Readonly<Record<string, string>>, rest: Rest): Story => ({
  alert,
  what,
  fires: [labels],
  ...rest,
});
const quiet = (alert: string, what: string, rest: Rest): Story => ({ alert, what, fires: [], ...rest });

const info = (kind: string, values: string) => ({ [`asr_${kind}_info{${IN}, version="1"}`]: values });
const leads = (of: string, first: string, second: string) => ({
  [`leader_election_master_status{${IN}, name="asr-chatops-${of}", pod="a"}`]: first,
  [`leader_election_master_status{${IN}, name="asr-chatops-${of}", pod="b"}`]: second,
});

const processes: readonly Story[] = [
  fires("AsrOperatorDown", "its metrics ended six minutes ago", {}, { series: info("operator", "1x3"), atMinute: 14 }),
  quiet("AsrOperatorDown", "it was restarted", { series: info("operator", "1x3 _x3 1x9"), atMinute: 14 }),
  fires("AsrBotDown", "there never were any", {}, { series: info("operator", "1x20"), atMinute: 6 }),
  quiet("AsrBotDown", "one of two runs", { series: info("bot", "1x20"), atMinute: 10 }),
  fires("AsrOperatorNoLeader", "both stand by for three minutes", NAMESPACE, {
    series: leads("operator", "1x2 0x9", "0x12"),
    atMinute: 6,
  }),
  quiet("AsrOperatorNoLeader", "the other takes over", {
    series: leads("operator", "1x2 0x9", "0x3 1x9"),
    atMinute: 8,
  }),
  fires("AsrBotNoLeader", "both stand by", NAMESPACE, { series: leads("bot", "0x9", "0x9"), atMinute: 4 }),
  quiet("AsrBotNoLeader", "one leads", { series: leads("bot", "0x9", "1x9"), atMinute: 9 }),
];

const reconciles = (errors: string, all: string) => ({
  [`controller_runtime_reconcile_errors_total{${IN}, controller="testfailovers"}`]: errors,
  [`controller_runtime_reconcile_total{${IN}, controller="testfailovers", result="error"}`]: errors,
  [`controller_runtime_reconcile_total{${IN}, controller="testfailovers", result="success"}`]: all,
});
const depth = (people: string, resync: string) => ({
  [`workqueue_depth{${IN}, name="testfailovers", controller="testfailovers", priority="100"}`]: people,
  [`workqueue_depth{${IN}, name="testfailovers", controller="testfailovers", priority="-100"}`]: resync,
});
const longest = (values: string) => ({
  [`workqueue_longest_running_processor_seconds{${IN}, name="testfailovers", controller="testfailovers"}`]: values,
});
const lastLine = (values: string) => ({
  [`watch_last_line_timestamp_seconds{${IN}, pod="a", resource="testfailovers.asr-chatops.io"}`]: values,
});
const bugs = (panics: string, answers: string) => ({
  [`controller_runtime_reconcile_panics_total{${IN}, controller="testfailovers"}`]: panics,
  [`asr_bot_commands_total{${IN}, outcome="bug"}`]: answers,
});

const work: readonly Story[] = [
  fires(
    "AsrReconcileErrors",
    "every other one fails",
    { ...NAMESPACE, controller: "testfailovers" },
    {
      series: reconciles("0+6x40", "0+6x40"),
      atMinute: 30,
    },
  ),
  quiet("AsrReconcileErrors", "one of ten fails", { series: reconciles("0+1x40", "0+9x40"), atMinute: 30 }),
  quiet("AsrReconcileErrors", "nothing happens at all", { series: reconciles("3x40", "9x40"), atMinute: 30 }),
  fires(
    "AsrQueueBehind",
    "both priorities together are over a hundred",
    { ...NAMESPACE, name: "testfailovers" },
    {
      series: depth("2x30", "100x30"),
      atMinute: 16,
    },
  ),
  quiet("AsrQueueBehind", "after a start it gets shorter", { series: depth("0x30", "9000-1000x8 0x20"), atMinute: 20 }),
  fires(
    "AsrReconcileStuck",
    "one does not come back",
    { ...NAMESPACE, name: "testfailovers" },
    {
      series: longest("0+60x20"),
      atMinute: 12,
    },
  ),
  quiet("AsrReconcileStuck", "each takes its minute", { series: longest("60x20"), atMinute: 15 }),
  fires(
    "AsrWatchSilent",
    "the last line came at minute two",
    { ...NAMESPACE, pod: "a", resource: "testfailovers.asr-chatops.io" },
    {
      series: lastLine("0+60x2 120x20"),
      atMinute: 14,
    },
  ),
  quiet("AsrWatchSilent", "a bookmark comes each minute", { series: lastLine("0+60x20"), atMinute: 15 }),
  fires("AsrBug", "a reconcile throws what it should not", NAMESPACE, { series: bugs("0x5 1x9", "0x14"), atMinute: 8 }),
  fires("AsrBug", "a command does", NAMESPACE, { series: bugs("0x14", "0x5 1x9"), atMinute: 8 }),
  quiet("AsrBug", "there was one an hour ago", { series: bugs("1x20", "1x20"), atMinute: 20 }),
];

const contact = (values: string) => ({ [`asr_vault_contact_timestamp_seconds{${OF}, pod="a"}`]: values });
const vaults = (stalled: string) => ({
  [`asr_resources{${OF}, kind="RecoveryVault", state="stalled", pod="a"}`]: stalled,
  [`asr_resources{${OF}, kind="TestFailover", state="stalled", pod="a"}`]: "3x40",
});
const barred = (values: string) => ({ [`asr_vault_writes_barred{${OF}}`]: values });
const throttled = (values: string) => ({ [`asr_arm_throttled_total{${IN}, subscription="s", kind="reads"}`]: values });

const azure: readonly Story[] = [
  fires("AsrVaultSilent", "the last answer is 20 minutes old", VAULT, { series: contact("0x40"), atMinute: 21 }),
  quiet("AsrVaultSilent", "one replica has the newer answer", {
    series: { ...contact("0x40"), [`asr_vault_contact_timestamp_seconds{${OF}, pod="b"}`]: "0+60x40" },
    atMinute: 30,
  }),
  fires("AsrVaultStalled", "for ten minutes", VAULT, { series: vaults("0x2 1x20"), atMinute: 14 }),
  quiet("AsrVaultStalled", "only runs are", { series: vaults("0x40"), atMinute: 30 }),
  fires("AsrVaultWritesBarred", "for half an hour", VAULT, { series: barred("0x2 1x40"), atMinute: 34 }),
  quiet("AsrVaultWritesBarred", "now and then", { series: barred("1x9 0 1x9 0 1x20"), atMinute: 34 }),
  fires(
    "AsrThrottled",
    "each minute",
    { ...NAMESPACE, subscription: "s" },
    { series: throttled("0+1x50"), atMinute: 40 },
  ),
  quiet("AsrThrottled", "it was, and is over", { series: throttled("0+1x20 20x30"), atMinute: 45 }),
];

const gauge = (name: string, labels: string, values: string) => ({ [`${name}{${OF}${labels}, pod="a"}`]: values });
const condition = (type: string, values: string) =>
  gauge("asr_protections", `, condition="${type}", status="False"`, values);
const heartbeat = (values: string) => gauge("asr_appliances", ', heartbeat="stale"', values);

const machines: readonly Story[] = [
  fires("AsrCleanUpFailing", "one does", VAULT, {
    series: gauge("asr_clean_ups_failing", "", "0x2 1x20"),
    atMinute: 14,
  }),
  quiet("AsrCleanUpFailing", "the second try works", {
    series: gauge("asr_clean_ups_failing", "", "1x5 0x20"),
    atMinute: 20,
  }),
  fires("AsrCleanUpOverdue", "by forty minutes", VAULT, {
    series: gauge("asr_clean_up_overdue_seconds", "", "0+60x50"),
    atMinute: 40,
  }),
  quiet("AsrCleanUpOverdue", "it takes its two minutes", {
    series: gauge("asr_clean_up_overdue_seconds", "", "0+60x3 0x40"),
    atMinute: 40,
  }),
  fires("AsrApplianceSilent", "one is", VAULT, { series: heartbeat("0x2 1x20"), atMinute: 14 }),
  quiet("AsrApplianceSilent", "it was restarted", { series: heartbeat("0x2 1x5 0x20"), atMinute: 14 }),
  fires("AsrNotReplicating", "one machine does not", VAULT, { series: condition("Replicating", "1x20"), atMinute: 16 }),
  quiet("AsrNotReplicating", "all do", { series: condition("Replicating", "0x20"), atMinute: 16 }),
  fires("AsrReplicationUnhealthy", "Azure warns of two", VAULT, { series: condition("Healthy", "2x20"), atMinute: 16 }),
  quiet("AsrReplicationUnhealthy", "for five minutes only", { series: condition("Healthy", "2x5 0x20"), atMinute: 16 }),
  fires("AsrRpoAboveThreshold", "one is behind", VAULT, { series: condition("WithinRpo", "1x20"), atMinute: 16 }),
  quiet("AsrRpoAboveThreshold", "one has no drill", { series: condition("Drilled", "1x20"), atMinute: 16 }),
];

const connected = (first: string, second: string) => ({
  [`asr_bot_slack_connected{${IN}, pod="a"}`]: first,
  [`asr_bot_slack_connected{${IN}, pod="b"}`]: second,
});
const waits = (values: string) => ({ [`asr_bot_waiting_longest_seconds{${IN}, pod="a"}`]: values });

const slack: readonly Story[] = [
  fires("AsrBotDisconnected", "neither is reached", NAMESPACE, { series: connected("1x2 0x20", "0x20"), atMinute: 9 }),
  quiet("AsrBotDisconnected", "one is", { series: connected("0x20", "1x20"), atMinute: 15 }),
  fires("AsrNoticesNotDelivered", "one waits for ten minutes", NAMESPACE, { series: waits("0+60x20"), atMinute: 12 }),
  quiet("AsrNoticesNotDelivered", "each waits for a minute", { series: waits("60x20"), atMinute: 15 }),
];

export const STORIES: readonly Story[] = [...processes, ...work, ...azure, ...machines, ...slack];
