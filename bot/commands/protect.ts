// `/asr protect`: a question first, a form where something is missing, and one resource however often somebody presses.
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind } from "../../crds/types.ts";
import { RejectedError } from "../../kube/errors.ts";
import { notAsked, protectAsked, protectForm, protectPreview } from "../cards/protect.ts";
import { code } from "../cards/text.ts";
import { type Answer, type Command, type Desk, type Request, UsageError } from "../command.ts";
import { CHANNEL, CORRELATION } from "../drill-names.ts";
import { nameOf, type ProtectRequest, protectRequest, resourceName } from "../protect-request.ts";
import { findTarget } from "../target.ts";
import { channelFor } from "./preview-drill.ts";

export const REQUESTED_BY = "asr-chatops.io/requested-by";
const REQUEST = "asr-chatops.io/request";

export const protect: Command = {
  verbs: ["protect"],
  takes: "<machine>",
  does: "Replicate a physical server to Azure. Asks before it does anything.",
  deed: "protect a machine",
  words: [1, 1],
  flags: [
    { name: "policy", takes: "gold", does: "The replication policy; needed when there are several." },
    { name: "run-as", takes: "linux-root", does: "The run-as account that installs the Mobility agent." },
    { name: "confirm", takes: "id", does: "Protect, pressed.", hidden: true },
    { name: "change", does: "Opens the form.", hidden: true },
    { name: "cancel", does: "Does nothing.", hidden: true },
  ],
  examples: ["protect app01", "protect app01 --policy gold"],
  needs: { verb: "create", resource: "physicalmachineprotections" },
  namespaced: true,
  run: answer,
};

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const { line, namespace, id } = request;
  const { confirm, change, cancel } = line.flags;
  if (confirm !== undefined) return create(request, confirm, desk);
  const asked = protectRequest(line, namespace, desk.copies);
  if (cancel !== undefined) return { message: notAsked(asked) };
  if (change !== undefined || asked.policy === undefined) return { form: protectForm(asked, namespace) };
  const simulated = asked.vault.status?.simulated === true;
  return { message: protectPreview({ request: asked, namespace, id: id.slice(0, 8), simulated }) };
}

async function create(request: Request, id: string, desk: Desk): Promise<Answer> {
  const already = await byThisQuestion(request, id, desk);
  if (already !== undefined) return { message: protectAsked(already) };
  const asked = protectRequest(request.line, request.namespace, desk.copies);
  const made =
    (await createAs(resourceName(asked.machine), { request, id, asked }, desk)) ??
    (await createAs(asked.machine.metadata.name, { request, id, asked }, desk));
  if (made === undefined) throw taken(asked);
  desk.copies.protections.acknowledge(made);
  return { message: protectAsked(made) };
}

/** A second press: the copy knows by now that the machine has a protection. */
async function byThisQuestion({ line, namespace }: Request, id: string, { copies }: Desk) {
  const target = findTarget(line.words[0] ?? "", namespace, copies);
  if (!("protection" in target)) return undefined;
  return target.protection.metadata.annotations?.[REQUEST] === id ? target.protection : undefined;
}

interface Creation {
  readonly request: Request;
  readonly id: string;
  readonly asked: ProtectRequest;
}

/** `undefined`: the name is that of another protection. */
async function createAs(name: string, creation: Creation, desk: Desk): Promise<PhysicalMachineProtection | undefined> {
  const { namespace } = creation.request;
  try {
    return await desk.client.create<PhysicalMachineProtection>(
      PhysicalMachineProtectionKind,
      manifest(name, creation, desk),
    );
  } catch (error) {
    if (!(error instanceof RejectedError && error.reason === "AlreadyExists")) throw error;
    const there = await desk.client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, { name, namespace });
    return there?.metadata.annotations?.[REQUEST] === creation.id ? there : undefined;
  }
}

function taken({ machine }: ProtectRequest): UsageError {
  const name = resourceName(machine);
  return new UsageError(
    `Another protection is called ${code(name)} already, so nothing was done for ${code(nameOf(machine))}.`,
    `status ${name}`,
  );
}

function manifest(name: string, { request, id, asked }: Creation, desk: Desk) {
  const { machine, vault, policy, runAs, nameIsShared } = asked;
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: {
      name,
      namespace: request.namespace,
      annotations: {
        [CHANNEL]: channelFor(request, desk),
        [REQUEST]: id,
        [CORRELATION]: request.id,
        [REQUESTED_BY]: `slack:${request.person.id}`,
      },
    },
    spec: {
      vault: vault.metadata.name,
      policy,
      machine: nameIsShared ? { id: machine.status?.id } : { name: nameOf(machine) },
      ...(runAs !== undefined && { runAsAccount: runAs }),
    },
  };
}
