// What the Grafana dashboard shows, row by row: titles, units and queries. The JSON around it is made in dashboard.ts.

import { fleet, graph, p99, type Row, stat, V } from "./dashboard-query.ts";

const now: Row = {
  title: "Now",
  panels: [
    stat(
      "Machines that replicate",
      `sum(${fleet("vault", `asr_protections{condition="Replicating", status="True", ${V}}`)})`,
    ),
    stat(
      "Not replicating",
      `sum(${fleet("vault", `asr_protections{condition="Replicating", status="False", ${V}}`)})`,
      {
        alarm: 1,
      },
    ),
    stat("Behind their RPO", `sum(${fleet("vault", `asr_protections{condition="WithinRpo", status="False", ${V}}`)})`, {
      warn: 1,
    }),
    stat("Worst RPO", `max(asr_rpo_worst_seconds{${V}})`, { unit: "s", warn: 900, alarm: 3600 }),
    stat("Test machines running", `sum(${fleet("vault, phase", `asr_drills{phase=~"Running|CleaningUp", ${V}}`)})`),
    stat("Overdue clean-up", `max(asr_clean_up_overdue_seconds{${V}})`, { unit: "s", warn: 60, alarm: 1800 }),
    stat("Since Azure answered", `max(time() - ${fleet("vault", `asr_vault_contact_timestamp_seconds{${V}}`)})`, {
      unit: "s",
      warn: 300,
      alarm: 900,
      description: "Of the vault that has been silent longest. With a simulator that runs fast it means nothing.",
    }),
    stat("Operator leads", 'sum(leader_election_master_status{name="asr-chatops-operator"})', { mustBe1: true }),
    stat("Slack reaches the bot", "max(asr_bot_slack_connected)", { mustBe1: true }),
    stat("A person must act", `sum(${fleet("kind, vault", `asr_resources{state="stalled", ${V}}`)})`, {
      warn: 1,
      description: "Resources that are Stalled. kubectl get rvault,rpol,pmp,tfo -A lists them.",
    }),
  ],
};

const machines: Row = {
  title: "Machines",
  panels: [
    graph("Machines by vault", [
      {
        expr: fleet("vault, state", `asr_machines{state=~"discovered|protected|unmanaged", ${V}}`),
        legend: "{{vault}} {{state}}",
      },
    ]),
    graph(
      "Not as it should be",
      [
        {
          expr: fleet("vault, condition", `asr_protections{status="False", ${V}}`),
          legend: "{{vault}} not {{condition}}",
        },
        {
          expr: fleet("vault, heartbeat", `asr_appliances{heartbeat="stale", ${V}}`),
          legend: "{{vault}} appliances silent",
        },
      ],
      { description: "Protections whose condition is False, and appliances without a heartbeat." },
    ),
    graph("RPO", [{ expr: fleet("vault, band", `asr_protections_rpo{${V}}`), legend: "{{vault}} {{band}}" }], {
      stacked: true,
      description: "Protections by the band that their RPO is in.",
    }),
    graph("Worst RPO", [{ expr: fleet("vault", `asr_rpo_worst_seconds{${V}}`), legend: "{{vault}}" }], { unit: "s" }),
  ],
};

const drills: Row = {
  title: "Drills",
  panels: [
    graph("Drills by phase", [{ expr: fleet("vault, phase", `asr_drills{${V}}`), legend: "{{vault}} {{phase}}" }], {
      stacked: true,
    }),
    graph(
      "Clean-ups",
      [
        { expr: fleet("vault", `asr_clean_ups_failing{${V}}`), legend: "{{vault}} failing" },
        { expr: fleet("vault", `asr_drills_elsewhere{${V}}`), legend: "{{vault}} started elsewhere" },
      ],
      { description: "Test machines whose clean-up failed, and those that somebody started outside of the cluster." },
    ),
    graph(
      "Longest overdue clean-up",
      [{ expr: fleet("vault", `asr_clean_up_overdue_seconds{${V}}`), legend: "{{vault}}" }],
      {
        unit: "s",
      },
    ),
  ],
};

const azure: Row = {
  title: "Azure",
  panels: [
    graph(
      "Calls",
      [
        {
          expr: `sum by (vault, code) (rate(asr_arm_requests_total{${V}}[$__rate_interval]))`,
          legend: "{{vault}} {{code}}",
        },
      ],
      { unit: "reqps", description: "By HTTP status; none: no answer came." },
    ),
    graph("Throttled", [
      {
        expr: "sum by (subscription, kind) (increase(asr_arm_throttled_total[$__rate_interval]))",
        legend: "{{kind}} {{subscription}}",
      },
    ]),
    graph("Calls that are left", [
      { expr: "min by (subscription, kind) (asr_arm_budget_remaining)", legend: "{{kind}} {{subscription}}" },
    ]),
    graph(
      "Time until the answer, 99 of 100",
      [{ expr: p99("asr_arm_request_seconds", "route"), legend: "{{route}}" }],
      {
        unit: "s",
      },
    ),
    graph(
      "Waits for the budget, 99 of 100",
      [{ expr: p99("asr_arm_delay_seconds", "priority"), legend: "{{priority}}" }],
      {
        unit: "s",
      },
    ),
    graph(
      "Age of the list of items",
      [
        { expr: fleet("vault", `asr_vault_view_age_seconds{${V}}`), legend: "{{vault}}" },
        { expr: `720 * ${fleet("vault", `asr_vault_writes_barred{${V}}`)}`, legend: "{{vault}} nothing is written" },
      ],
      { unit: "s", description: "Over 720 seconds nothing is written." },
    ),
  ],
};

const operator: Row = {
  title: "Operator",
  panels: [
    graph(
      "Reconciles",
      [
        {
          expr: "sum by (controller, result) (rate(controller_runtime_reconcile_total[$__rate_interval]))",
          legend: "{{controller}} {{result}}",
        },
      ],
      { unit: "ops" },
    ),
    graph("Errors", [
      {
        expr: "sum by (controller) (increase(controller_runtime_reconcile_errors_total[$__rate_interval]))",
        legend: "{{controller}}",
      },
      {
        expr: "sum by (controller) (increase(controller_runtime_reconcile_panics_total[$__rate_interval]))",
        legend: "{{controller}}: a bug",
      },
    ]),
    graph("Queue", [{ expr: "sum by (name, priority) (workqueue_depth)", legend: "{{name}} {{priority}}" }], {
      description: "Priority 100: a person waits; 0: something changed; -100: looked at again.",
    }),
    graph(
      "Time in the queue, 99 of 100",
      [{ expr: p99("workqueue_queue_duration_seconds", "name"), legend: "{{name}}" }],
      {
        unit: "s",
      },
    ),
    graph(
      "Time per reconcile, 99 of 100",
      [{ expr: p99("controller_runtime_reconcile_time_seconds", "controller"), legend: "{{controller}}" }],
      { unit: "s" },
    ),
    graph(
      "API server",
      [
        {
          expr: "sum by (method, code) (rate(rest_client_requests_total[$__rate_interval]))",
          legend: "{{method}} {{code}}",
        },
      ],
      { unit: "reqps" },
    ),
    graph(
      "Since a watch was heard",
      [{ expr: "max by (resource) (time() - watch_last_line_timestamp_seconds)", legend: "{{resource}}" }],
      { unit: "s" },
    ),
    graph("Complete lists read again", [
      {
        expr: 'sum by (resource, reason) (increase(watch_relists_total{reason!="first"}[$__rate_interval]))',
        legend: "{{resource}} {{reason}}",
      },
    ]),
  ],
};

const bot: Row = {
  title: "Bot",
  panels: [
    graph(
      "Commands",
      [{ expr: "sum by (outcome) (increase(asr_bot_commands_total[$__rate_interval]))", legend: "{{outcome}}" }],
      { stacked: true },
    ),
    graph(
      "Calls to Slack",
      [{ expr: "sum by (outcome) (increase(asr_bot_posts_total[$__rate_interval]))", legend: "{{outcome}}" }],
      { stacked: true },
    ),
    graph("Waits to be said", [{ expr: "max by (urgency) (asr_bot_waiting)", legend: "{{urgency}}" }], {
      stacked: true,
    }),
    graph("Waits longest", [{ expr: "max(asr_bot_waiting_longest_seconds)", legend: "the oldest" }], { unit: "s" }),
  ],
};

const processes: Row = {
  title: "Processes",
  panels: [
    graph(
      "Memory",
      [
        {
          expr: "process_resident_memory_bytes and on (instance) (asr_operator_info or asr_bot_info)",
          legend: "{{pod}} {{instance}}",
        },
      ],
      { unit: "bytes" },
    ),
    graph("CPU", [
      {
        expr: "rate(process_cpu_seconds_total[$__rate_interval]) and on (instance) (asr_operator_info or asr_bot_info)",
        legend: "{{pod}} {{instance}}",
      },
    ]),
    graph(
      "How late it was at worst",
      [
        {
          expr: "process_event_loop_lag_seconds and on (instance) (asr_operator_info or asr_bot_info)",
          legend: "{{pod}} {{instance}}",
        },
      ],
      { unit: "s" },
    ),
    graph("Versions", [
      { expr: "count by (version) (asr_operator_info)", legend: "operator {{version}}" },
      { expr: "count by (version) (asr_bot_info)", legend: "bot {{version}}" },
    ]),
  ],
};

export const ROWS: readonly Row[] = [now, machines, drills, azure, operator, bot, processes];
