// Who asked for a look now, by annotation: a value that was not seen before lifts what is held back. Pure.
import { cut } from "./operation.ts";

/** Put there by people who want a resource looked at now; any new value counts. */
export const REQUESTED_AT = "asr-chatops.io/reconcile-requested-at";

const MOST = 256;

interface Annotated {
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a status keeps of the annotation's value, to know it again. */
export function requestOf({ annotations }: Annotated): { readonly requestedAt?: string } {
  const value = annotations?.[REQUESTED_AT];
  return value === undefined ? {} : { requestedAt: cut(value, MOST) };
}

/** Whether somebody has asked for a look since the status that holds this took note. */
export function isAskedSince({ requestedAt }: { readonly requestedAt?: string }, metadata: Annotated): boolean {
  const now = requestOf(metadata).requestedAt;
  return now !== undefined && now !== requestedAt;
}
