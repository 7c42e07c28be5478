// `/asr unprotect`: says what is at stake, and then keeps or stops replication. Nothing is done before a button is pressed.

import { FINALIZER } from "../../crds/finalizer.ts";
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind } from "../../crds/types.ts";
import { code } from "../cards/text.ts";
import { kept, leftAlone, stopping, unprotectPreview } from "../cards/unprotect.ts";
import { type Answer, type Command, type Desk, type Request, UsageError } from "../command.ts";
import { CORRELATION } from "../drill-names.ts";
import { hasEnded } from "../run.ts";
import { findProtection, runsOf } from "../target.ts";

export const unprotect: Command = {
  verbs: ["unprotect"],
  takes: "<machine>",
  does: "End a protection: keep replication in Azure, or stop it. Asks which.",
  deed: "end a protection",
  words: [1, 1],
  flags: [
    { name: "keep", does: "Keep replication, pressed.", hidden: true },
    { name: "stop", does: "Stop replication, pressed.", hidden: true },
    { name: "cancel", does: "Does nothing.", hidden: true },
  ],
  examples: ["unprotect app01"],
  needs: { verb: "delete", resource: "physicalmachineprotections" },
  namespaced: true,
  run: answer,
};

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const { keep, stop, cancel } = request.line.flags;
  const protection = findProtection(request.line.words[0] ?? "", request.namespace, desk.copies);
  if (cancel !== undefined) return { message: leftAlone(protection) };
  if (stop !== undefined) return end(protection, { deletionPolicy: "StopReplication" }, { request, desk });
  if (keep !== undefined) return end(protection, { deletionPolicy: "Retain" }, { request, desk });
  const runs = runsOf(protection.metadata.name, request.namespace, desk.copies);
  const running = runs.find((run) => !hasEnded(run))?.metadata.name;
  return { message: unprotectPreview({ protection, running }) };
}

type Ending = Pick<PhysicalMachineProtection["spec"], "deletionPolicy">;

async function end(
  { metadata: { name, uid } }: PhysicalMachineProtection,
  spec: Ending,
  { request, desk }: { readonly request: Request; readonly desk: Desk },
): Promise<Answer> {
  const { namespace, person } = request;
  const ref = { name, namespace };
  const now = await desk.client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, ref);
  if (now === undefined || now.metadata.uid !== uid) throw new UsageError(`${code(name)} is gone already.`);
  if (now.spec.deletionPolicy !== spec.deletionPolicy) {
    await mayPatch();
    const metadata = { annotations: { [CORRELATION]: request.id } };
    await desk.client.patch(PhysicalMachineProtectionKind, ref, { metadata, spec });
  }
  // The operator holds it only once it has seen what was patched, and it may be away: let go of now, nothing would be stopped.
  const heldBack = spec.deletionPolicy !== "Retain" && !now.metadata.finalizers?.includes(FINALIZER);
  if (heldBack) await desk.client.addFinalizer(PhysicalMachineProtectionKind, now, FINALIZER);
  await desk.client.delete(PhysicalMachineProtectionKind, ref, uid === undefined ? {} : { preconditions: { uid } });
  return { message: spec.deletionPolicy === "StopReplication" ? stopping(now) : kept(now) };

  async function mayPatch(): Promise<void> {
    const right = { verb: "patch", resource: "physicalmachineprotections", namespace } as const;
    if (await desk.rights.may(person, right)) return;
    throw new UsageError(
      `Nothing was done. What becomes of the replication is decided by ${code("spec.deletionPolicy")}, and changing that needs ${code("patch")} on ${code("physicalmachineprotections.asr-chatops.io")}, which you do not have.`,
    );
  }
}
