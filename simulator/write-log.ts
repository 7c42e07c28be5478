// Owns the log of writes: every request that is not a read, as it was received and what became of it.

export interface ReceivedWrite {
  /** the operation's name in its OpenAPI; `unknown` when no route takes it */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** accepted: it has an effect. refused: a definite no. failed: an injected fault kept it from the vault */
  readonly outcome: "accepted" | "refused" | "failed";
  /** what was answered; undefined when nothing was */
  readonly status: number | undefined;
  readonly jobId: string | undefined;
  readonly clientRequestId: string;
  /** x-ms-correlation-request-id, where the client sent one */
  readonly correlationId?: string;
  readonly body: unknown;
  /** simulated time, ISO 8601 */
  readonly time: string;
  readonly source: "api";
  /** lost: accepted or not, the client did not get the answer */
  readonly reply: "sent" | "lost";
  /** the kind of the injected fault that it met */
  readonly fault?: string;
}
