// Where objects of a kind are written, as whom, and how what we apply is called on the wire.
import type { KubeHttp } from "./http.ts";
import type { KubeObject, ResourceKind } from "./types.ts";

export interface Place<T extends KubeObject> {
  readonly http: KubeHttp;
  readonly kind: ResourceKind<T>;
  readonly fieldManager: string;
}

/** The content type of a server-side apply. */
export const applyType = "application/apply-patch+yaml";
