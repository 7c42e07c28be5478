// The answer to `/asr policies`. Pure.
import { isTrue, why } from "../../crds/conditions.ts";
import type { ReplicationPolicy } from "../../crds/types.ts";
import type { Surroundings } from "../notice.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { bold, code, count, esc, message } from "./text.ts";
import { plainly, told } from "./told.ts";

export interface PoliciesFacts extends Surroundings {
  readonly namespace: string;
  readonly policies: readonly ReplicationPolicy[];
}

const MOST = 20;

export function policiesMessage(facts: PoliciesFacts): Message {
  const { namespace, policies, now } = facts;
  const shown = policies.slice(0, MOST).map(line);
  const more = policies.length > MOST ? [`… and ${policies.length - MOST} more: ${code("kubectl get rpol")}`] : [];
  const lines =
    policies.length === 0
      ? [`There is no ReplicationPolicy in ${bold(namespace)}. One manifest makes one; then machines can be protected.`]
      : [...shown, ...more];
  const simulated = policies.some(({ status }) => status?.simulated === true);
  return message(plainly(lines), [
    ...paragraphs(lines),
    footer(facts, { vault: undefined, more: [namespace], simulated, near: now }),
  ]);
}

function line(policy: ReplicationPolicy): string {
  const { spec, status, metadata } = policy;
  const app =
    spec.appConsistentFrequency === "0s"
      ? "no app-consistent points"
      : `app-consistent every ${spec.appConsistentFrequency}`;
  const used = status?.machinesUsing === undefined ? [] : [count(status.machinesUsing, "machine")];
  const [sign, state] = stateOf(policy);
  const parts = [
    `${sign} ${bold(metadata.name)}`,
    state,
    `keeps ${esc(spec.recoveryPointRetention)}`,
    `crash-consistent every ${esc(spec.crashConsistentFrequency)}`,
    esc(app),
    `RPO threshold ${esc(spec.rpoThreshold)}`,
    ...used,
  ];
  const problem = isTrue(policy, "Ready")
    ? ""
    : `\n   ${told(why(policy)?.message ?? "The operator has not looked at it yet.", 400)}`;
  return `${parts.join(" · ")}${problem}`;
}

function stateOf(policy: ReplicationPolicy): readonly [sign: string, state: string] {
  if (isTrue(policy, "Ready")) return ["🟢", "in Azure"];
  return isTrue(policy, "Stalled") ? ["🔴", "needs somebody"] : ["🔵", "under way"];
}
