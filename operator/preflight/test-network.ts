// A drill must never meet production. Pure.
import { error, type Finding, SOURCES, warning } from "./finding.ts";
import { nameOf } from "./networks.ts";

export interface TestNetworkFacts {
  /** ARM ids; they compare without case. */
  readonly targetNetwork?: string;
  readonly testNetwork?: string;
}

export function testNetworkApart({ targetNetwork, testNetwork }: TestNetworkFacts): readonly Finding[] {
  if (testNetwork === undefined || targetNetwork?.toLowerCase() !== testNetwork.toLowerCase()) return [];
  return [
    error({
      id: "TestNetworkIsTarget",
      sentence: `The test network ${nameOf(testNetwork)} is the network that the machine fails over to.`,
      remedy: "Choose an isolated network for drills: spec.testNetwork.network.",
      source: SOURCES.drills,
    }),
  ];
}

export function testNetworkChosen({ testNetwork }: TestNetworkFacts): readonly Finding[] {
  if (testNetwork !== undefined) return [];
  return [
    warning({
      id: "NoTestNetwork",
      sentence: "No test network is set, so each drill has to name one.",
      remedy: "Set spec.testNetwork, or ask whoever manages the vault for a default.",
      source: SOURCES.drills,
    }),
  ];
}
