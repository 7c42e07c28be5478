// Whether anything may still be begun outside: not once another process may lead.

export interface Fence {
  /** True when nobody else can lead before something ends that is begun now and takes at most so long. */
  mayAct(takesMs?: number): boolean;
}

/** There is no other process. */
export const OPEN: Fence = { mayAct: () => true };

/**
 * How long a request to Azure may take to be on its way. Not how long its answer takes: what was sent in time is found
 * by the next leader, since its intent is durable and names it.
 */
export const SENDING_MS = 5000;
