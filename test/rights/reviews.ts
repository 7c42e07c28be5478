// Asks the API server itself what each of a cast may do: one SubjectAccessReview for every who, verb and thing.
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject, ResourceKind } from "../../kube/types.ts";
import type { Row } from "./expected.ts";

/** Somebody as the API server sees them. */
export interface Subject {
  readonly user: string;
  readonly groups?: readonly string[];
}

interface Attributes {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const VERBS: Readonly<Record<string, string>> = {
  get: "g",
  list: "l",
  watch: "w",
  create: "c",
  update: "u",
  patch: "p",
  delete: "d",
  deletecollection: "D",
};

/** What only these know. */
const MORE_VERBS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { impersonate: "i" },
  groups: { impersonate: "i" },
  serviceaccounts: { impersonate: "i" },
  roles: { bind: "b", escalate: "e" },
  clusterroles: { bind: "b", escalate: "e" },
};

/** Groups of what is not ours and not of the core. */
const GROUPS: Readonly<Record<string, string>> = {
  leases: "coordination.k8s.io",
  events: "events.k8s.io",
  subjectaccessreviews: "authorization.k8s.io",
  customresourcedefinitions: "apiextensions.k8s.io",
  validatingadmissionpolicies: "admissionregistration.k8s.io",
  validatingadmissionpolicybindings: "admissionregistration.k8s.io",
  roles: "rbac.authorization.k8s.io",
  rolebindings: "rbac.authorization.k8s.io",
  clusterroles: "rbac.authorization.k8s.io",
  clusterrolebindings: "rbac.authorization.k8s.io",
};
const OURS = /^(recoveryvaults|discoveredmachines|replicationpolicies|physicalmachineprotections|testfailovers)$/;

/** `own secrets:name`, `team testfailovers/status`: what a row of the table is about. */
export function attributesOf(where: string, what: string, namespaces: Readonly<Record<string, string>>): Attributes {
  const [thing = "", name] = what.split(":");
  const [plural = "", subresource] = thing.split("/");
  const resource = plural.split(".")[0] ?? "";
  const group = OURS.test(resource) ? "asr-chatops.io" : (GROUPS[resource] ?? "");
  const namespace = namespaces[where];
  if (where !== "all" && namespace === undefined) throw new Error(`No namespace is called ${where}`);
  return {
    group,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}

interface Review extends KubeObject {
  readonly status?: { readonly allowed?: boolean; readonly evaluationError?: string };
}

const ReviewKind: ResourceKind<Review> = {
  group: "authorization.k8s.io",
  version: "v1",
  plural: "subjectaccessreviews",
  kind: "SubjectAccessReview",
  namespaced: false,
};

export interface Reviewing {
  /** As somebody who may ask about others. */
  readonly client: Pick<KubeClient, "create">;
  /** By column. */
  readonly cast: Readonly<Record<string, Subject>>;
  /** By the words of the table. */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** The row as it is: a cell for each of `who`. */
export async function reviewRow(
  { client, cast, namespaces }: Reviewing,
  who: readonly string[],
  row: Row,
): Promise<Row> {
  const [where, what] = row;
  const about = attributesOf(where, what, namespaces);
  const verbs = { ...VERBS, ...MORE_VERBS[about.resource] };
  const cells = await Promise.all(
    who.map(async (name) => {
      const subject = cast[name];
      if (subject === undefined) throw new Error(`Nobody is called ${name}`);
      const letters = await Promise.all(
        Object.entries(verbs).map(async ([verb, letter]) =>
          (await may(client, subject, { ...about, verb })) ? letter : "",
        ),
      );
      return letters.join("") || ".";
    }),
  );
  return [where, what, ...cells];
}

async function may(
  client: Reviewing["client"],
  { user, groups = [] }: Subject,
  resourceAttributes: Attributes & { readonly verb: string },
): Promise<boolean> {
  const { status } = await client.create(ReviewKind, {
    apiVersion: `${ReviewKind.group}/${ReviewKind.version}`,
    kind: ReviewKind.kind,
    metadata: { name: "" },
    spec: { user, groups: [...groups, "system:authenticated"], resourceAttributes },
  } as Review);
  if (status?.evaluationError) throw new Error(status.evaluationError);
  return status?.allowed === true;
}
