// What commands other than drills are tested on: copies that hold given facts, a desk, and an API server for protections.
import type { Right, Rights } from "../../../bot/authorize.ts";
import type { Answer, Command, Copies, Desk, Request } from "../../../bot/command.ts";
import { commandOf, parse } from "../../../bot/parse.ts";
import type { Person } from "../../../bot/people.ts";
import type {
  DiscoveredMachine,
  DiscoveredMachineStatus,
  PhysicalMachineProtection,
  ReplicationPolicy,
} from "../../../crds/types.ts";
import { clientOver } from "../../../kube/client.ts";
import { RejectedError } from "../../../kube/errors.ts";
import type { HttpCall, KubeHttp } from "../../../kube/http.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { type Reflector, reflectorOver } from "../../../kube/reflector.ts";
import type { KubeObject } from "../../../kube/types.ts";
import { createFakeClock, settle } from "../../kube/fake-clock.ts";
import { at } from "../build.ts";

/** A machine that appliance dr-appliance-1 of vault contoso sees and nobody protects. */
export function machineOf(
  name: string,
  more: Partial<DiscoveredMachineStatus> = {},
  resource = name,
): DiscoveredMachine {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "DiscoveredMachine",
    metadata: {
      name: resource,
      uid: `uid-${resource}`,
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-11-01T00:00:00Z",
    },
    status: { vault: "contoso", id: `/sites/dr/machines/${resource}`, name, appliance: "dr-appliance-1", ...more },
  };
}

/** A policy of dr-team with the usual settings. */
export function policyOf(
  name: string,
  spec: Partial<ReplicationPolicy["spec"]> = {},
  status: NonNullable<ReplicationPolicy["status"]> = {},
): ReplicationPolicy {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "ReplicationPolicy",
    metadata: { ...machineOf(name).metadata, namespace: "dr-team" },
    spec: {
      recoveryPointRetention: "24h",
      appConsistentFrequency: "1h",
      crashConsistentFrequency: "5m",
      rpoThreshold: "15m",
      multiVmSync: false,
      deletionPolicy: "Retain",
      ...spec,
    },
    status,
  };
}

export type Lists = Readonly<Partial<Record<keyof Copies, readonly KubeObject[]>>>;

export interface Facts {
  readonly copies: Copies;
  stop(): void;
}

/** Real reflectors that have listed exactly this. */
export async function factsOf(lists: Lists): Promise<Facts> {
  const stopping = new AbortController();
  const namespace = (object: KubeObject) => [object.metadata.namespace ?? ""];
  const copy = <T extends KubeObject>(kind: keyof Copies): Reflector<T> => {
    const items = structuredClone(lists[kind] ?? []) as readonly T[];
    const source = {
      list: async () => ({ items, resourceVersion: "1000" }),
      probe: async () => "1000",
      watch: () => new Promise<never>(() => {}),
    };
    const parts = { clock: createFakeClock(), logger: silentLogger, random: () => 0.5 };
    const reflector = reflectorOver<T>({ resource: kind, source, indexes: { namespace } }, parts);
    void reflector.start(stopping.signal);
    return reflector;
  };
  const copies: Copies = {
    vaults: copy("vaults"),
    machines: copy("machines"),
    policies: copy("policies"),
    protections: copy("protections"),
    runs: copy("runs"),
  };
  await settle();
  return { copies, stop: () => stopping.abort() };
}

export interface Asking extends Facts {
  readonly desk: Desk;
  /** What the API server holds, by name. */
  readonly held: Map<string, PhysicalMachineProtection>;
  /** Everything written, in order. */
  readonly writes: HttpCall[];
  ask(line: string, request?: Partial<Request>): Promise<Answer>;
}

export interface AskingParts extends Lists {
  readonly commands: readonly Command[];
  /** "verb resource" of every right that people do not have. */
  readonly denied?: readonly string[];
  readonly groups?: readonly string[];
}

/** Everything is allowed but this, such as "create testfailovers". */
export function rightsBut(denied: readonly string[]): Rights {
  const may = async (_: Person, { verb, resource }: Right) => !denied.includes(`${verb} ${resource}`);
  return { may, decide: async (person, right) => ((await may(person, right)) ? "allowed" : "denied") };
}

/** A person of dr-team, and what the bot answers them with. */
export async function askingOf({ commands, denied = [], groups = [], ...lists }: AskingParts): Promise<Asking> {
  const facts = await factsOf(lists);
  const protections = (lists.protections ?? []) as readonly PhysicalMachineProtection[];
  const held = new Map(protections.map((one) => [one.metadata.name, one]));
  const writes: HttpCall[] = [];
  const desk: Desk = {
    clusterName: "prod-mgmt",
    copies: facts.copies,
    client: clientOver(serverOver(held, writes), "asr-chatops-bot"),
    rights: rightsBut(denied),
    grantedBy: undefined,
    chat: {
      post: async () => ({ refused: "unused" }),
      update: async () => ({ refused: "unused" }),
      isMember: async () => true,
      linkTo: () => "",
    },
    defaultChannel: "C0DEFAULT1",
    now: () => at("10:43"),
    cardLink: async () => undefined,
    commands,
    groupsOf: async () => groups,
  };
  const ask = async (text: string, more: Partial<Request> = {}): Promise<Answer> => {
    const line = parse(text, commands, { hidden: (more.source ?? "typed") !== "typed" });
    const command = commandOf(line.verb, commands);
    if (command === undefined) throw new Error(`No command for "${text}"`);
    return command.run({ ...REQUEST, line, ...more }, desk);
  };
  return { ...facts, desk, held, writes, ask };
}

const REQUEST = {
  person: { id: "U024BE7LH", teamId: "T1", guest: false, bot: false, deactivated: false },
  channel: "C0DRILLS01",
  namespace: "dr-team",
  source: "typed",
  id: "9f3c1a2b00000001",
} as const;

function serverOver(held: Map<string, PhysicalMachineProtection>, writes: HttpCall[]): KubeHttp {
  const nameIn = ({ path }: HttpCall) => /physicalmachineprotections\/([^/?]+)/.exec(path)?.[1] ?? "";
  const there = (call: HttpCall) => {
    const name = nameIn(call);
    const found = held.get(name);
    if (found === undefined) throw new RejectedError(`"${name}" not found`, 404, "NotFound");
    return found;
  };
  const created = (body: PhysicalMachineProtection) => {
    const { name } = body.metadata;
    if (held.has(name)) throw new RejectedError(`"${name}" already exists`, 409, "AlreadyExists");
    const made = { ...body, metadata: { ...body.metadata, uid: `uid-${name}`, resourceVersion: "2000" } };
    held.set(name, made);
    return made;
  };
  const answers: Readonly<Record<string, (call: HttpCall) => unknown>> = {
    GET: there,
    POST: ({ body }) => created(body as PhysicalMachineProtection),
    PATCH: (call) => {
      const { spec, ...rest } = there(call);
      const patched = { ...rest, spec: { ...spec, ...(call.body as { spec: object }).spec } };
      held.set(nameIn(call), patched);
      return patched;
    },
    DELETE: (call) => {
      there(call);
      held.delete(nameIn(call));
      return {};
    },
  };
  return {
    send: async (call) => {
      await Promise.resolve();
      const answer = answers[call.method]?.(call);
      if (call.method !== "GET") writes.push(call);
      return structuredClone(answer);
    },
    stream: () => Promise.reject(new Error("Nothing is watched here")),
    close: async () => {},
  };
}
