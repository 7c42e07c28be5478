// What a preflight rule finds: an id for machines, a sentence and a remedy for people, and where the rule comes from. Pure.
import type { Finding } from "../../crds/types.ts";
import { cut } from "../operation.ts";

export type { Finding };

/** A rule looks at facts and objects, once or several times, or not at all. */
export type Rule<F> = (facts: F) => readonly Finding[];

export interface Words {
  readonly id: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly source: string;
}

/** Stops the action. */
export function error(words: Words): Finding {
  return { ...fitted(words), severity: "Error" };
}

/** Does not stop the action. */
export function warning(words: Words): Finding {
  return { ...fitted(words), severity: "Warning" };
}

/** As long as a status holds. */
const MOST_TEXT = 1024;

function fitted(words: Words): Words {
  return { ...words, sentence: cut(words.sentence, MOST_TEXT), remedy: cut(words.remedy, MOST_TEXT) };
}

/** All findings of all rules, in the order of the rules, errors first. */
export function check<F>(rules: readonly Rule<F>[], facts: F): readonly Finding[] {
  const found = rules.flatMap((rule) => rule(facts));
  return [
    ...found.filter(({ severity }) => severity === "Error"),
    ...found.filter(({ severity }) => severity === "Warning"),
  ].slice(0, MOST_FINDINGS);
}

/** As many as a status holds. */
const MOST_FINDINGS = 64;

/** Where the rules come from. */
export const SOURCES = {
  matrix: "Microsoft: support matrix for disaster recovery of VMware VMs and physical servers to Azure",
  properties: "Microsoft: customise the target virtual machine before a failover",
  groups: "Microsoft: common questions about multi-VM consistency",
  drills: "Microsoft: run a test failover to Azure",
  windows: "Microsoft: naming conventions in Active Directory (NetBIOS computer names)",
  subnets: "Microsoft: Azure Virtual Network, addresses reserved in each subnet",
  openapi: "Microsoft: Site Recovery OpenAPI 2023-06-01",
  policies: "Microsoft: set up a replication policy for physical servers",
  ours: "A rule of this operator",
} as const;
