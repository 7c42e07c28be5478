// A status saved by server-side apply, answered with as little as will do.
//
// The usual answer is the whole object, of which ours are two thirds managedFields: the API server puts it into words,
// encrypts it, and we take it apart again, to learn one thing that we did not know: its new resourceVersion. A Table that
// includes no objects has that too, and of the object no more than its printed columns.
import { answerOf } from "./answer.ts";
import type { CallOptions } from "./http.ts";
import { apiVersionOf, pathOf } from "./path.ts";
import { applyType, type Place } from "./place.ts";
import { encodeBody } from "./text.ts";
import type { KubeObject } from "./types.ts";

/** One that answers with the object all the same is taken at its word. */
const versionAlone = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

/** See KubeClient.applyStatus. */
export async function applyStatus<T extends KubeObject>(
  { http, kind, fieldManager }: Place<T>,
  read: T,
  status: unknown,
  call: CallOptions = {},
): Promise<T> {
  const { name, namespace, resourceVersion } = read.metadata;
  if (!resourceVersion) throw new TypeError(`${kind.kind} "${name}" was not read from the API server`);
  const sent = encodeBody(status);
  const isKnown = !sent.includes("null") && replacesAll(statusOf(read), status);
  const owned = { fieldManager, force: true, ...(isKnown && { includeObject: "None" }) };
  const answer = await answerOf<T | Table>(
    http.send({
      method: "PATCH",
      path: pathOf(kind, { name, namespace, subresource: "status" }, owned),
      body: {
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        metadata: { name, ...(namespace !== undefined && { namespace }), resourceVersion },
        status,
      },
      contentType: applyType,
      ...(isKnown && { accept: versionAlone }),
      ...call,
    }),
  );
  if (!isTable(answer)) return answer;
  // It was this version of the object that was changed, so the rest of it is as it was read.
  const metadata = { ...read.metadata, resourceVersion: answer.metadata.resourceVersion };
  return { ...read, metadata, status: JSON.parse(sent) };
}

interface Table {
  readonly kind: "Table";
  /** Of the one object that it is about. */
  readonly metadata: { readonly resourceVersion: string };
}

function isTable(answer: KubeObject | Table): answer is Table {
  return answer.kind === "Table";
}

function statusOf(object: KubeObject & { readonly status?: unknown }): unknown {
  return object.status;
}

/**
 * Whether an applied status will be all that there is afterwards. Of a field that was there and is not applied any more
 * we do not know: it goes if it was ours, and stays if others put it there. Pure.
 */
export function replacesAll(before: unknown, after: unknown): boolean {
  if (before === undefined || before === after) return true;
  if (Array.isArray(before)) return Array.isArray(after) && replacesList(before, after);
  if (!isFields(before)) return after !== undefined;
  return isFields(after) && Object.keys(before).every((name) => replacesAll(before[name], after[name]));
}

// Whether others' elements stay in a list is said by its schema, which is not known here. Conditions are told apart by
// their type; any other list must be the same.
function replacesList(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (!before.every(hasType)) return JSON.stringify(before) === JSON.stringify(after);
  const byType = new Map(after.filter(hasType).map((one) => [one.type, one]));
  return before.every((one) => byType.has(one.type) && replacesAll(one, byType.get(one.type)));
}

function hasType(value: unknown): value is { readonly type: string } {
  return isFields(value) && typeof value.type === "string";
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
