// Putting our finalizer on an object and taking it off, whoever else changes the list meanwhile.
import { absentIsUndefined, answerOf, isNotFound } from "./answer.ts";
import { ConflictError, RejectedError } from "./errors.ts";
import type { CallOptions } from "./http.ts";
import { apiVersionOf, pathOf } from "./path.ts";
import { applyType, type Place } from "./place.ts";
import type { KubeObject } from "./types.ts";

/**
 * Applied under a field manager of its own with the object's uid: merges with the finalizers of others, and never
 * creates or touches a namesake. ConflictError when the object is gone; RejectedError when it was made anew or is
 * being deleted, since none can be added then.
 */
export function addFinalizer<T extends KubeObject>(
  { http, kind, fieldManager }: Place<T>,
  object: T,
  finalizer: string,
  call: CallOptions = {},
): Promise<T> {
  const { name, namespace, uid } = object.metadata;
  const metadata = { name, ...(namespace !== undefined && { namespace }), uid, finalizers: [finalizer] };
  const body = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
  const path = pathOf(kind, { name, namespace }, { fieldManager: `${fieldManager}-finalizer`, force: true });
  return answerOf(http.send({ method: "PATCH", path, body, contentType: applyType, ...call }));
}

const removalTries = 3;

/** See KubeClient.removeFinalizer. Starts from the given copy and reads again when that turns out to be old. */
export async function removeFinalizer<T extends KubeObject>(
  place: Place<T>,
  object: T,
  finalizer: string,
  call: CallOptions = {},
): Promise<T | undefined> {
  let copy: T | undefined = object;
  for (let tries = 0; tries < removalTries; tries++) {
    const answer: Removal<T> = await removeFrom(place, copy, { finalizer, call });
    if (answer !== "stale") return answer;
    copy = await readAgain(place, object, call);
    if (!copy?.metadata.finalizers?.includes(finalizer)) return copy;
  }
  throw new ConflictError(`The finalizers of ${object.metadata.name} change faster than ${finalizer} can be removed`);
}

async function readAgain<T extends KubeObject>(
  { http, kind }: Place<T>,
  { metadata: { name, namespace, uid } }: T,
  call: CallOptions,
): Promise<T | undefined> {
  const path = pathOf(kind, { name, namespace });
  const copy = await absentIsUndefined<T>(http.send({ method: "GET", path, ...call }));
  return copy?.metadata.uid === uid ? copy : undefined;
}

type Removal<T> = T | undefined | "stale";

interface Wanted {
  readonly finalizer: string;
  readonly call: CallOptions;
}

// A JSON patch whose tests fail changes nothing and is a 422.
async function removeFrom<T extends KubeObject>(
  { http, kind }: Place<T>,
  copy: T,
  { finalizer, call }: Wanted,
): Promise<Removal<T>> {
  const { name, namespace, uid, finalizers = [] } = copy.metadata;
  const index = finalizers.indexOf(finalizer);
  if (index < 0) return "stale";
  const at = `/metadata/finalizers/${index}`;
  const body = [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path: at, value: finalizer },
    { op: "remove", path: at },
  ];
  const path = pathOf(kind, { name, namespace });
  const contentType = "application/json-patch+json";
  try {
    return await answerOf<T>(http.send({ method: "PATCH", path, body, contentType, ...call }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (error instanceof RejectedError && error.code === 422) return "stale";
    throw error;
  }
}
