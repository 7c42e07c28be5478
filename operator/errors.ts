// The two errors that operator code throws, named by what to do next; everything else thrown is a bug.

/** Azure's explanation of a failure, in its own words. */
export interface AzureFailure {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
  readonly activityId?: string;
}

/** A read that may well work later: 408, 429, 5xx or a broken connection. Leads to backoff and `Reconciling`. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  readonly retryAfterSeconds: number | undefined;
  constructor(message: string, options: { readonly retryAfterSeconds?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** A person must act: 400, 401, 403, quota. `reason` becomes the reason of the `Stalled` condition (CamelCase). */
export class StalledError extends Error {
  override readonly name = "StalledError";
  readonly reason: string;
  readonly failure: AzureFailure | undefined;
  constructor(
    reason: string,
    message: string,
    options: { readonly failure?: AzureFailure; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.failure = options.failure;
  }
}
