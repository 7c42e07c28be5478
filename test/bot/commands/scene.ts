// A desk for commands: real copies over a list that a test gives, and a client over an API server that remembers. Nothing
// is faked nearer than the wire.

import type { Answer, Command, Copies, Desk, Request } from "../../../bot/command.ts";
import { commandOf, parse } from "../../../bot/parse.ts";
import { type PhysicalMachineProtection, type TestFailover, TestFailoverKind } from "../../../crds/types.ts";
import { clientOver } from "../../../kube/client.ts";
import { RejectedError, UnavailableError } from "../../../kube/errors.ts";
import type { HttpCall, KubeHttp } from "../../../kube/http.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { type Reflector, reflectorOver } from "../../../kube/reflector.ts";
import type { KubeObject } from "../../../kube/types.ts";
import { createFakeClock, settle } from "../../kube/fake-clock.ts";
import { at, network, type ProtectionParts, protectionOf, vaultOf } from "../build.ts";

export const CHANNEL = "C0DRILLS01";
export const NAMESPACE = "dr-team";

/** A vault whose drills may go into dr-test and dr-lab. */
export const vault = vaultOf({ spec: { testNetworks: [network("dr-test"), network("dr-lab")] } });

/** web01 as it would be drilled: into dr-test, away from production; the last drill was 41 days ago. */
export function web01(parts: ProtectionParts = {}): PhysicalMachineProtection {
  return protectionOf({
    ...parts,
    spec: {
      testNetwork: { network: network("dr-test"), subnet: "web" },
      target: { network: network("production") },
      ...parts.spec,
    },
    status: {
      lastDrill: { time: "2026-10-13T09:00:00Z", phase: "Succeeded", verdict: "Passed" },
      ...parts.status,
    },
  });
}

/** An API server for test failovers: what it holds, what was written, and what the next requests meet. */
export interface Server {
  readonly runs: Map<string, TestFailover>;
  /** Method and path of every write, in order. */
  readonly writes: string[];
  /** Called before each request; what it throws is the answer. */
  meet: (call: HttpCall) => void;
  /** Called once a request is done: what it throws comes instead of the answer. */
  lose: (call: HttpCall) => void;
}

export interface Scene {
  readonly desk: Desk;
  readonly server: Server;
  /** A person's line, typed or from a button or form, by the command that it names. */
  ask(line: string, request?: Partial<Request>): Promise<Answer>;
  /** The copies as the watch would have them after all that was written. */
  watch(): Promise<void>;
  now: Date;
  members: Set<string>;
  stop(): void;
}

export interface SceneParts {
  readonly commands: readonly Command[];
  readonly runs?: readonly TestFailover[];
  readonly protections?: readonly KubeObject[];
  readonly machines?: readonly KubeObject[];
  readonly vaults?: readonly KubeObject[];
  /** Runs that the watch has not told of yet. */
  readonly unseen?: readonly TestFailover[];
}

export async function sceneOf(parts: SceneParts): Promise<Scene> {
  const { runs = [], unseen = [], protections = [], machines = [], vaults = [vault], commands } = parts;
  const stopping = new AbortController();
  const server = createServer([...runs, ...unseen]);
  let copies = await copiesOf({ runs, protections, machines, vaults }, stopping.signal);
  const scene: Scene = {
    server,
    now: at("10:43"),
    members: new Set([CHANNEL]),
    desk: {
      clusterName: "prod-mgmt",
      get copies() {
        return copies;
      },
      client: clientOver(httpOf(server), "asr-chatops-bot"),
      rights: { may: async () => true, decide: async () => "allowed" },
      grantedBy: undefined,
      chat: {
        post: async () => ({ refused: "unused" }),
        update: async () => ({ refused: "unused" }),
        isMember: async (channel) => scene.members.has(channel),
        linkTo: () => "",
      },
      defaultChannel: "C0DEFAULT1",
      now: () => scene.now,
      cardLink: async ({ metadata }) =>
        metadata.name.includes("uncarded") ? undefined : `https://example.slack.com/archives/C1/${metadata.name}`,
      commands,
      groupsOf: async () => [],
    },
    ask: async (line, request = {}) => {
      const hidden = (request.source ?? "typed") !== "typed";
      const parsed = parse(line, commands, { hidden });
      const command = commandOf(parsed.verb, commands);
      if (command === undefined) throw new Error(`No command for "${line}"`);
      return command.run(requestOf(parsed, request), scene.desk);
    },
    watch: async () => {
      copies = await copiesOf({ runs: [...server.runs.values()], protections, machines, vaults }, stopping.signal);
    },
    stop: () => stopping.abort(),
  };
  return scene;
}

function requestOf(line: Request["line"], more: Partial<Request>): Request {
  return {
    person: { id: "U024BE7LH", teamId: "T1", guest: false, bot: false, deactivated: false },
    line,
    channel: CHANNEL,
    namespace: NAMESPACE,
    source: "typed",
    id: "9f3c1a2b00000001",
    ...more,
  };
}

interface Lists {
  readonly runs: readonly KubeObject[];
  readonly protections: readonly KubeObject[];
  readonly machines: readonly KubeObject[];
  readonly vaults: readonly KubeObject[];
}

async function copiesOf({ runs, protections, machines, vaults }: Lists, signal: AbortSignal): Promise<Copies> {
  const namespace = (object: KubeObject) => [object.metadata.namespace ?? ""];
  const copy = <T extends KubeObject>(resource: string, items: readonly KubeObject[]): Reflector<T> => {
    const source = {
      list: async () => ({ items: structuredClone(items) as readonly T[], resourceVersion: "1000" }),
      probe: async () => "1000",
      watch: () => new Promise<never>(() => {}),
    };
    const reflector = reflectorOver<T>(
      { resource, source, indexes: { namespace } },
      { clock: createFakeClock(), logger: silentLogger, random: () => 0.5 },
    );
    void reflector.start(signal);
    return reflector;
  };
  const copies: Copies = {
    vaults: copy("vaults", vaults),
    machines: copy("machines", machines),
    policies: copy("policies", []),
    protections: copy("protections", protections),
    runs: copy("runs", runs),
  };
  await settle();
  return copies;
}

function createServer(runs: readonly TestFailover[]): Server {
  return { runs: new Map(runs.map((run) => [run.metadata.name, run])), writes: [], meet: () => {}, lose: () => {} };
}

function httpOf(server: Server): KubeHttp {
  let version = 100;
  /** What there was at a resourceVersion. */
  const past = new Map<string, readonly TestFailover[]>();
  const stamp = (object: TestFailover, more: object = {}): TestFailover => {
    version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, ...more, resourceVersion: String(version) } };
    server.runs.set(object.metadata.name, stamped);
    past.set(String(version), [...server.runs.values()]);
    return stamped;
  };
  const absent = (name: string) => new RejectedError(`testfailovers "${name}" not found`, 404, "NotFound");
  const listed = (path: string) => {
    const asOf = /[?&]resourceVersion=(\d+)/.exec(path)?.[1];
    const items = asOf === undefined ? [...server.runs.values()] : past.get(asOf);
    if (items === undefined) throw new UnavailableError("too old resource version");
    return { metadata: { resourceVersion: asOf ?? String(version) }, items };
  };
  const answers: Readonly<Record<string, (name: string, body: TestFailover, path: string) => unknown>> = {
    GET: (name, _, path) => {
      if (name === "") return listed(path);
      const run = server.runs.get(name);
      if (run === undefined) throw absent(name);
      return run;
    },
    POST: (_, body) => {
      const { name } = body.metadata;
      const taken = `testfailovers.${TestFailoverKind.group} "${name}" already exists`;
      if (server.runs.has(name)) throw new RejectedError(taken, 409, "AlreadyExists");
      return stamp(body, { uid: `uid-${version}`, generation: 1, creationTimestamp: "2026-11-23T10:43:00Z" });
    },
    PATCH: (name, body) => {
      const run = server.runs.get(name);
      if (run === undefined) throw absent(name);
      return stamp(merged(run, body) as TestFailover, { generation: run.metadata.generation + 1 });
    },
  };
  return {
    send: async (call) => {
      await Promise.resolve();
      server.meet(call);
      const name = /testfailovers\/([^/?]+)/.exec(call.path)?.[1] ?? "";
      if (call.method !== "GET") server.writes.push(`${call.method} ${name}`.trim());
      const answer = structuredClone(answers[call.method]?.(name, call.body as TestFailover, call.path));
      server.lose(call);
      return answer;
    },
    stream: () => Promise.reject(new Error("Nothing is watched here")),
    close: async () => {},
  };
}

/** A JSON merge patch, as RFC 7386 has it. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === "object" && target !== null ? { ...target } : {};
  const result: Record<string, unknown> = base;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Everything that somebody reads in an answer. */
export function wordsOf(answer: Answer): string {
  return "message" in answer ? answer.message.text : JSON.stringify(answer.form.blocks);
}

/** The lines behind the buttons of an answer, by label. */
export function buttonsOf(answer: Answer): Readonly<Record<string, string>> {
  if (!("message" in answer)) return {};
  const elements = answer.message.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  return Object.fromEntries(
    elements.flatMap((one) => (one.type === "button" ? [[one.text.text, one.value ?? one.url ?? ""]] : [])),
  );
}
