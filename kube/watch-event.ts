// One line of a watch, decoded. Pure.
import type { StatusBody } from "./errors.ts";
import type { KubeObject } from "./types.ts";

/** What every event but ERROR has. */
export interface Told {
  readonly resourceVersion: string;
}

export type WatchEvent<T extends KubeObject> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T; readonly resourceVersion: string }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly endsList: boolean }
  | { readonly type: "ERROR"; readonly status: StatusBody }
  | { readonly type: "unknown"; readonly name: string }
  | { readonly type: "undecodable" };

interface RawEvent {
  readonly type?: unknown;
  readonly object?: {
    readonly metadata?: {
      readonly name?: unknown;
      readonly resourceVersion?: unknown;
      readonly annotations?: Readonly<Record<string, unknown>>;
    };
  };
}

/** On the bookmark after everything that there was when the watch began (Kubernetes API concepts, streaming lists). */
const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

/** Never throws: what cannot be understood is a value too, since it may hide an event. */
export function decodeLine<T extends KubeObject>(line: string): WatchEvent<T> {
  const raw = parse(line);
  if (typeof raw?.type !== "string" || typeof raw.object !== "object" || raw.object === null) {
    return { type: "undecodable" };
  }
  const { type, object } = raw;
  if (type === "ERROR") return { type, status: object as StatusBody };
  if (type === "BOOKMARK" || type === "ADDED" || type === "MODIFIED" || type === "DELETED") return told(type, object);
  return { type: "unknown", name: type };
}

function told<T extends KubeObject>(
  type: "BOOKMARK" | "ADDED" | "MODIFIED" | "DELETED",
  object: NonNullable<RawEvent["object"]>,
): WatchEvent<T> {
  const { name, resourceVersion, annotations } = object.metadata ?? {};
  if (typeof resourceVersion !== "string" || resourceVersion === "") return { type: "undecodable" };
  if (type === "BOOKMARK") return { type, resourceVersion, endsList: annotations?.[INITIAL_EVENTS_END] === "true" };
  if (typeof name !== "string") return { type: "undecodable" };
  return { type, object: object as unknown as T, resourceVersion };
}

function parse(line: string): RawEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
