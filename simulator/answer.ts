// Owns the form of what is answered: status, headers, body, and errors as ARM writes them.
import { digits } from "./chance.ts";
import type { Job } from "./jobs.ts";
import type { Refusal } from "./refusal.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** undefined: an empty body */
  readonly body?: unknown;
  /** becomes `Retry-After`, in the seconds of the client's clock; here simulated ones */
  readonly retryAfterSeconds?: number;
  /** the job that a write started */
  readonly job?: Job;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** An error without anything of Site Recovery inside. */
export const armError = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/** The 404 of a resource provider about a resource of its own. */
export const notFound = (type: string, name: string): Answer =>
  armError(404, "ResourceNotFound", `The Resource '${type}/${name}' was not found.`);

/** A refusal with Site Recovery's code inside (form: recorded az CLI traffic of Azure-to-Azure). */
export function refusalAnswer(refusal: Refusal, ids: { clientRequestId: string; activityId: string }): Answer {
  const { status, code, message, detail, retryAfterSeconds } = refusal;
  const details = detail && [{ ...detail, message, ...ids, target: null }];
  return {
    status,
    body: { error: { code, message, ...(details && { details }) } },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/** The query of an operation's links: in Azure a signed certificate of some 4 kB, here digits that look like one. */
export function signature(job: string, now: number): string {
  const t = Math.floor(now / 1000);
  return `t=${t}&c=MIIH${digits(256, "c", job)}&s=${digits(64, "s", job, t)}&h=${digits(32, "h", job, t)}`;
}
