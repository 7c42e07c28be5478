// Complete lists, page by page.
import { answerOf } from "./answer.ts";
import { UnavailableError } from "./errors.ts";
import { settled } from "./freeze.ts";
import type { CallOptions, KubeHttp } from "./http.ts";
import { apiVersionOf, pathOf, type Query } from "./path.ts";
import { createSharing } from "./sharing.ts";
import type { KubeObject, ObjectList, ResourceKind } from "./types.ts";

export interface ListOptions extends CallOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /**
   * Everything as it was when this resourceVersion was written, that write included: of the last minutes, or it is an
   * UnavailableError. One that is still to come is waited for some seconds, and then an UnavailableError too. Absent: as
   * it is now.
   */
  readonly asOf?: string | undefined;
  /** Called after each request of a list. */
  readonly onPage?: (() => void) | undefined;
  /** Objects per request, default 500. */
  readonly pageSize?: number | undefined;
}

const defaultPageSize = 500;
const pageTimeoutSeconds = 30;

interface Page<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[];
}

/**
 * Every object, as of one resourceVersion: the pages of one list share it. When the server has forgotten it between two
 * pages (410 Expired) the list is asked for again in one piece; the inconsistent rest that the 410 offers is not used.
 */
export async function listAll<T extends KubeObject>(
  http: KubeHttp,
  kind: ResourceKind<T>,
  options: ListOptions,
): Promise<ObjectList<T>> {
  try {
    return await listPages(http, kind, { ...options, pageSize: options.pageSize ?? defaultPageSize });
  } catch (error) {
    if (!(error instanceof UnavailableError && error.code === 410)) throw error;
    return listPages(http, kind, { ...options, pageSize: undefined });
  }
}

/** The resourceVersion that a list would have now. */
export async function currentVersion(http: KubeHttp, kind: ResourceKind, options: ListOptions): Promise<string> {
  const { namespace, fieldSelector, signal, timeoutSeconds } = options;
  const path = pathOf(kind, { namespace }, { fieldSelector, limit: 1 });
  const page = await answerOf<Page<KubeObject>>(http.send({ method: "GET", path, signal, timeoutSeconds }));
  return page.metadata.resourceVersion ?? "";
}

async function listPages<T extends KubeObject>(
  http: KubeHttp,
  kind: ResourceKind<T>,
  options: ListOptions,
): Promise<ObjectList<T>> {
  const { namespace, labelSelector, fieldSelector, pageSize, signal, timeoutSeconds = pageTimeoutSeconds } = options;
  const items: T[] = [];
  const share = createSharing();
  let next: string | undefined;
  for (;;) {
    const from = next === undefined ? momentOf(options) : { continue: next };
    const path = pathOf(kind, { namespace }, { labelSelector, fieldSelector, limit: pageSize, ...from });
    const page = await answerOf<Page<T>>(http.send({ method: "GET", path, signal, timeoutSeconds }));
    options.onPage?.();
    for (const item of page.items ?? []) items.push(settled(named(kind, item), share));
    next = page.metadata.continue || undefined;
    if (next === undefined) return { items, resourceVersion: page.metadata.resourceVersion ?? "" };
  }
}

// What follows the first page is of its moment, and must not name one.
function momentOf({ asOf }: ListOptions): Query {
  return asOf === undefined ? {} : { resourceVersion: asOf, resourceVersionMatch: "Exact" };
}

// Items of custom resources say what they are; those of built-in kinds do not.
function named<T extends KubeObject>(kind: ResourceKind<T>, item: T): T {
  return item.kind === undefined ? { ...item, apiVersion: apiVersionOf(kind), kind: kind.kind } : item;
}
