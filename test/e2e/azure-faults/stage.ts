// The stage of the fault suite: one stack, everything that objects ever said, and what reached Azure for each machine.
import {
  type Condition,
  PhysicalMachineProtectionKind,
  RecoveryVaultKind,
  TestFailoverKind,
} from "../../../crds/types.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createReflector } from "../../../kube/reflector.ts";
import type { KubeObject, ResourceKind } from "../../../kube/types.ts";
import type { ReceivedWrite } from "../../stack/simulator.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import type { VaultState } from "../crash-judge.ts";
import { eventually } from "../eventually.ts";
import { apply, applyGround } from "../shop.ts";

/** What people read of an object at one moment. */
export interface Told {
  /** A run's phase; absent for steady kinds. */
  readonly phase: string | undefined;
  /** `Stalled: AzureRefused: Azure refused …`: the condition that people look at first. */
  readonly words: string;
}

/** Everything that one object said, in order, each thing once in a row. */
export interface Story {
  readonly told: readonly Told[];
  last(): Told | undefined;
  /** Resolves at the first, past or to come, that fits; rejects with the whole story. */
  until(what: string, fits: (told: Told) => boolean): Promise<void>;
}

export interface Stage {
  readonly stack: Stack;
  apply(...manifests: readonly object[]): Promise<void>;
  tell(what: string, body: object): Promise<unknown>;
  /** The simulated time, in milliseconds since 1970. */
  azureNow(): Promise<number>;
  vault(): Story;
  protection(name: string): Story;
  run(name: string): Story;
  writes(): Promise<readonly ReceivedWrite[]>;
  state(): Promise<VaultState>;
  stop(): Promise<void>;
}

interface Sayer extends KubeObject {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

const KINDS = [RecoveryVaultKind, PhysicalMachineProtectionKind, TestFailoverKind];

/** The vault and policy of the first drill, and the policy that items made in the portal have. */
export async function openStage(simulatorArgs: readonly string[]): Promise<Stage> {
  const stack = await startStack({ simulatorArgs, log: () => {} });
  const stopping = new AbortController();
  const stories = new Map<string, Told[]>();
  const watches = KINDS.map((kind) => listen(stack, kind as ResourceKind<Sayer>, stories, stopping.signal));
  await applyGround(stack.controlPlane);
  const { simulator, controlPlane } = stack;
  const story = ({ kind }: { readonly kind: string }, name: string) => storyOf(stories, `${kind} ${name}`);
  return {
    stack,
    apply: (...manifests) => apply(controlPlane, ...manifests),
    tell: (what, body) => simulator.tell(what, body),
    azureNow: async () => Date.parse((await simulator.ask<{ now: string }>("clock")).now),
    vault: () => story(RecoveryVaultKind, "contoso"),
    protection: (name) => story(PhysicalMachineProtectionKind, name),
    run: (name) => story(TestFailoverKind, name),
    writes: async () => (await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes")).writes,
    state: () => simulator.ask<VaultState>("state"),
    stop: async () => {
      stopping.abort();
      await Promise.all(watches);
      await stack.stop();
    },
  };
}

function listen(
  { client }: Stack,
  kind: ResourceKind<Sayer>,
  stories: Map<string, Told[]>,
  signal: AbortSignal,
): Promise<void> {
  const reflector = createReflector({ client, kind, logger: silentLogger });
  reflector.onChange(({ type, object }) => {
    if (type === "deleted" || object.status?.conditions === undefined) return;
    const key = `${kind.kind} ${object.metadata.name}`;
    const told = stories.get(key) ?? [];
    stories.set(key, told);
    const now = { phase: object.status.phase, words: wordsOf(object.status.conditions) };
    const before = told.at(-1);
    if (before?.phase !== now.phase || before?.words !== now.words) told.push(now);
  });
  return reflector.start(signal);
}

/** The first of the three that stands there: who must act comes first. */
function wordsOf(conditions: readonly Condition[]): string {
  const found = ["Stalled", "Reconciling", "Ready"].flatMap(
    (type) => conditions.find((one) => one.type === type) ?? [],
  );
  const [{ type, reason, message } = { type: "", reason: "", message: "" }] = found;
  return `${type}: ${reason}: ${message}`;
}

function storyOf(stories: ReadonlyMap<string, readonly Told[]>, key: string): Story {
  const told = () => stories.get(key) ?? [];
  return {
    get told() {
      return told();
    },
    last: () => told().at(-1),
    until: async (what, fits) => {
      await eventually(
        `${key}: ${what}`,
        async () => told(),
        (all) => all.some(fits),
      );
    },
  };
}
