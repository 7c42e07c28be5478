// `/asr status`: what needs attention; or one machine, or one run.

import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import { alertsOf } from "../alerts.ts";
import { machineMessage } from "../cards/machine.ts";
import { overviewMessage } from "../cards/overview.ts";
import { protectionMessage } from "../cards/protection.ts";
import { runCard } from "../cards/run.ts";
import type { Command, Desk, Request } from "../command.ts";
import { hasEnded } from "../run.ts";
import { surroundingsOf, vaultsFor } from "../surroundings.ts";
import { findTarget, machinesFor, runsOf } from "../target.ts";

export const status: Command = {
  verbs: ["status"],
  takes: "[target]",
  does: "What needs attention; or how one machine, or one test failover, is.",
  deed: "see how machines are",
  words: [0, 1],
  flags: [],
  examples: ["status", "status web01"],
  needs: { verb: "get", resource: "physicalmachineprotections" },
  namespaced: true,
  run: async (request, desk) => ({ message: answer(request, desk) }),
};

function answer({ line, namespace }: Request, desk: Desk) {
  const [word] = line.words;
  if (word === undefined) return overview(namespace, desk);
  const target = findTarget(word, namespace, desk.copies);
  if ("run" in target) return runStatus(target.run, namespace, desk);
  const surroundings = surroundingsOf(namespace, desk);
  if ("machine" in target) return machineMessage({ ...surroundings, machine: target.machine, namespace });
  return protectionStatus(target.protection, namespace, desk);
}

function overview(namespace: string, desk: Desk) {
  const { copies } = desk;
  const surroundings = surroundingsOf(namespace, desk);
  const protections = copies.protections.byIndex("namespace", namespace);
  const vaults = vaultsFor(namespace, desk);
  return overviewMessage({
    ...surroundings,
    namespace,
    protections,
    runs: copies.runs.byIndex("namespace", namespace),
    alerts: alertsOf({ vaults, protections }, surroundings),
    free: machinesFor(namespace, copies).filter((one) => one.status?.protectedBy === undefined).length,
    simulated: vaults.some((vault) => vault.status?.simulated === true),
  });
}

function protectionStatus(protection: PhysicalMachineProtection, namespace: string, desk: Desk) {
  const running = runsOf(protection.metadata.name, namespace, desk.copies).find((run) => !hasEnded(run));
  return protectionMessage({ ...surroundingsOf(namespace, desk), protection, running });
}

function runStatus(run: TestFailover, namespace: string, desk: Desk) {
  const name = run.spec.protection;
  const protection = name === undefined ? undefined : desk.copies.protections.get(`${namespace}/${name}`);
  return runCard({ ...surroundingsOf(namespace, desk), run, protection, deleted: false, mayRepeat: false });
}
