// The small print under what is said of a test failover: vault, cluster, as of, run, namespace. Pure.
import type { ContextBlock } from "@slack/types";
import type { RunFacts } from "../../notice.ts";
import { footer } from "../footer.ts";
import { begunAt } from "./facts.ts";

export function smallPrint(facts: RunFacts, asOf = true): ContextBlock {
  const { run, protection } = facts;
  const { name, namespace = "" } = run.metadata;
  const vault = run.status?.target?.vault ?? protection?.status?.bound?.vault ?? protection?.spec.vault;
  const simulated = run.status?.simulated === true || protection?.status?.simulated === true;
  return footer(facts, { vault, more: [`run ${name}`, namespace], simulated, near: begunAt(run) }, asOf);
}
