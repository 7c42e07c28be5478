// What a command is, what it is asked with, and what it answers. Types, and the one error that means "mistyped".
import type {
  DiscoveredMachine,
  PhysicalMachineProtection,
  RecoveryVault,
  ReplicationPolicy,
  TestFailover,
} from "../crds/types.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Reflector } from "../kube/reflector.ts";
import type { Right, Rights } from "./authorize.ts";
import type { Form } from "./cards/form.ts";
import type { Message } from "./cards/message.ts";
import type { Chat } from "./chat.ts";
import type { Person } from "./people.ts";

export interface Flag {
  /** Without "--". */
  readonly name: string;
  /** What stands for its value in the usage, such as "2h"; absent when it takes none. */
  readonly takes?: string;
  /** One line for the help. */
  readonly does: string;
  /** Only buttons and forms may give it: refused when it is typed. */
  readonly hidden?: true;
}

export interface Command {
  /** The first is the verb; the others mean the same. */
  readonly verbs: readonly [string, ...string[]];
  /** What follows the verb, such as "<target>" or "<run> passed|failed [note]". */
  readonly takes: string;
  /** One sentence for the help and the README. */
  readonly does: string;
  /** What it does, as it follows "You may not", such as "start a test failover". */
  readonly deed: string;
  /** How many words may follow: [least, most]. */
  readonly words: readonly [number, number];
  readonly flags: readonly Flag[];
  /** Whole lines after /asr. */
  readonly examples: readonly string[];
  /** The right that is checked before it runs, in the namespace of the request unless the resource has none. */
  readonly needs: Omit<Right, "namespace" | "name"> | undefined;
  /** Whether it is about one namespace: then one is found, or asked for, before it runs. */
  readonly namespaced: boolean;
  /** Rejects with UsageError, or with the errors of KubeClient. */
  run(request: Request, desk: Desk): Promise<Answer>;
}

/** A command line, taken apart. */
export interface Line {
  readonly verb: string;
  readonly words: readonly string[];
  /** By name without "--"; a flag that takes nothing is "". */
  readonly flags: Readonly<Record<string, string>>;
  /** `-n`. */
  readonly namespace?: string;
}

export interface Request {
  readonly person: Person;
  readonly line: Line;
  /** Where it was asked. */
  readonly channel: string;
  /** "" for commands that are not namespaced. */
  readonly namespace: string;
  /** `typed` by a person; `button` pressed; `form` submitted. */
  readonly source: "typed" | "button" | "form";
  /** The same for a redelivery of the same thing, and for nothing else: a GUID. What is written for it carries it. */
  readonly id: string;
}

/** To that person only. What stays is told by cards, never by an answer. */
export type Answer = { readonly message: Message } | { readonly form: Form };

/** What the bot knows of the cluster, live. Cluster-wide. Runs and protections have the index "namespace". */
export interface Copies {
  readonly vaults: Reflector<RecoveryVault>;
  readonly machines: Reflector<DiscoveredMachine>;
  readonly policies: Reflector<ReplicationPolicy>;
  readonly protections: Reflector<PhysicalMachineProtection>;
  readonly runs: Reflector<TestFailover>;
}

/** What commands work with. */
export interface Desk {
  readonly clusterName: string;
  readonly copies: Copies;
  readonly client: KubeClient;
  readonly rights: Rights;
  readonly chat: Chat;
  /** Where runs are told that name no channel of their own: SLACK_CHANNEL. */
  readonly defaultChannel: string;
  /** The cluster's time. */
  readonly now: () => Date;
  /** Where a run's card is, when it is known: a link. */
  readonly cardLink: (run: TestFailover) => Promise<string | undefined>;
  /** Who grants rights: a user group's or person's id, or plain words; absent when nobody said. */
  readonly grantedBy: string | undefined;
  /** All commands: for help. */
  readonly commands: readonly Command[];
  /** Kubernetes groups that somebody is in through user groups of Slack, such as slack:dr-leads. */
  readonly groupsOf: (person: Person) => Promise<readonly string[]>;
}

/** Mistyped, or something that is not there: told to that person only, in these words. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** A line that would have been right, to be offered as a button. */
  readonly suggestion: string | undefined;
  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}
