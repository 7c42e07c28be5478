// Whether somebody in Slack may do something in Kubernetes: RBAC decides, asked by SubjectAccessReview. Deny by default.
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import type { Logger } from "../kube/logger.ts";
import type { KubeObject, ResourceKind } from "../kube/types.ts";
import type { Person } from "./people.ts";

/** One verb on one resource of our group. */
export interface Right {
  readonly verb: "get" | "list" | "create" | "patch" | "delete";
  /** Such as testfailovers. */
  readonly resource: string;
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string;
  readonly name?: string;
}

/** `unknown`: it could not be found out. Nothing is allowed then, and nobody is told that they may not. */
export type Decision = "allowed" | "denied" | "unknown";

export interface Rights {
  /** Cached for 60 s at most. Never rejects. */
  decide(person: Person, right: Right): Promise<Decision>;
  /** Whether it is allowed. */
  may(person: Person, right: Right): Promise<boolean>;
}

export interface RightsOptions {
  readonly client: Pick<KubeClient, "create">;
  /** Kubernetes groups that somebody is in through Slack. */
  readonly groupsOf: (person: Person) => Promise<readonly string[]>;
  /** The workspace whose people may have rights, such as T024BE7LD; `undefined`: not known yet, so nobody has any. */
  readonly workspace: () => string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface AccessReview extends KubeObject {
  readonly status?: { readonly allowed?: boolean; readonly denied?: boolean; readonly evaluationError?: string };
}

const accessReviews: ResourceKind<AccessReview> = {
  group: "authorization.k8s.io",
  version: "v1",
  plural: "subjectaccessreviews",
  kind: "SubjectAccessReview",
  namespaced: false,
};

const FRESH_MS = 60_000;
/** Somebody waits for the answer. */
const TIMEOUT_SECONDS = 5;

/** Who is asked about, in Kubernetes' words. */
interface Subject {
  readonly user: string;
  readonly groups: readonly string[];
}

interface Known {
  readonly answer: Promise<boolean>;
  readonly atMs: number;
}

export function createRights({ client, groupsOf, workspace, clock, logger }: RightsOptions): Rights {
  const known = new Map<string, Known>();

  async function review({ user, groups }: Subject, right: Right): Promise<boolean> {
    const { verb, resource, namespace, name } = right;
    const resourceAttributes = { group: "asr-chatops.io", verb, resource, namespace, name };
    // A review is an answer and is never stored: it may not have a name, and an empty one counts as none.
    const body = {
      apiVersion: `${accessReviews.group}/${accessReviews.version}`,
      kind: accessReviews.kind,
      metadata: { name: "" },
      spec: { user, groups, resourceAttributes },
    };
    const { status } = await client.create(accessReviews, body, { timeoutSeconds: TIMEOUT_SECONDS });
    if (status?.allowed === true) return status.denied !== true;
    // A no that was found although some rules could not be read is not a no for a minute.
    if (status?.evaluationError) throw new Error(status.evaluationError);
    return false;
  }

  function forgetOld(): void {
    const oldMs = clock.monotonicMs() - FRESH_MS;
    for (const [key, { atMs }] of known) if (atMs <= oldMs) known.delete(key);
  }

  /** Askers of the same thing at the same moment share one review; a failure is not kept. */
  function remembered(subject: Subject, right: Right): Promise<boolean> {
    forgetOld();
    // The groups belong to the key: whoever leaves one loses its rights as soon as Slack is known to say so.
    const { verb, resource, namespace, name } = right;
    const key = JSON.stringify([subject.user, subject.groups, verb, resource, namespace, name]);
    const held = known.get(key);
    if (held !== undefined) return held.answer;
    const asked: Known = { answer: review(subject, right), atMs: clock.monotonicMs() };
    known.set(key, asked);
    asked.answer.catch(() => {
      if (known.get(key) === asked) known.delete(key);
    });
    return asked.answer;
  }

  async function decide(person: Person, right: Right): Promise<Decision> {
    if (!isOneOfUs(person, workspace())) return "denied";
    const user = `slack:${person.id}`;
    try {
      const groups = [...(await groupsOf(person))].sort();
      return (await remembered({ user, groups }, right)) ? "allowed" : "denied";
    } catch (error) {
      logger.warn({ err: error, user, right }, "right not found out, denied");
      return "unknown";
    }
  }

  return { decide, may: async (person, right) => (await decide(person, right)) === "allowed" };
}

/** The last guard: whoever comes to talk to the bot is checked before, too. */
function isOneOfUs({ id, teamId, guest, bot, deactivated }: Person, workspace: string | undefined): boolean {
  return id !== "" && teamId !== "" && teamId === workspace && !guest && !bot && !deactivated;
}
