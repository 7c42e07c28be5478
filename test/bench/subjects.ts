// Who is measured: our operator, and beside it what writes the same statuses in other ways.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { type Child, startCommand, startScript } from "../stack/child.ts";
import type { FleetGround } from "./fleet-ground.ts";
import { buildGoPeer } from "./peers/go-peer.ts";

export interface Subject {
  readonly name: string;
  start(): Child;
}

export interface Subjects {
  readonly ours: Subject;
  readonly loop: Subject;
  /** Undefined where it cannot be built. */
  readonly controllerRuntime: Subject | undefined;
  readonly all: readonly Subject[];
  remove(): Promise<void>;
}

const loopScript = join(import.meta.dirname, "peers", "loop.ts");

/** @param written a protection as our operator left it: its status is what the others write, with their own names in it */
export async function createSubjects(ground: FleetGround, written: PhysicalMachineProtection): Promise<Subjects> {
  const status = join(ground.controlPlane.folder, "bench-status.json");
  await writeFile(status, JSON.stringify(written.status));
  const peer = await buildGoPeer();
  const ours: Subject = { name: "asr-chatops operator", start: () => ground.startOperator() };
  const loop: Subject = {
    name: "bare loop in Node",
    start: () => startScript(loopScript, ["--config", ground.peerKubeconfig, "--status", status, "--how", "merge"]),
  };
  const controllerRuntime: Subject | undefined = peer && {
    name: "controller-runtime",
    start: () => startCommand(peer.path, ["-config", ground.peerKubeconfig, "-status", status]),
  };
  return {
    ours,
    loop,
    controllerRuntime,
    all: [ours, ...(controllerRuntime === undefined ? [] : [controllerRuntime]), loop],
    remove: async () => peer?.remove(),
  };
}
