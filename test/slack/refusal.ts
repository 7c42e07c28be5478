// What Slack says no with, and which noes are the bot's fault whatever the weather.

/** Answered as `{ ok: false, error }`, with what else Slack says. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly extra: Readonly<Record<string, unknown>>;
  /** For the list of problems: what was wrong, for whoever reads the failing test. */
  readonly detail: string;
  constructor(code: string, detail = "", extra: Readonly<Record<string, unknown>> = {}) {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }
}

/** 429: with `Retry-After`. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`ratelimited for ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const FAULTS: ReadonlySet<string> = new Set([
  "not_authed",
  "invalid_auth",
  "not_allowed_token_type",
  "missing_scope",
  "unknown_method",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_form_data",
  "msg_too_long",
  "no_text",
  "invalid_trigger_id",
  "expired_trigger_id",
  "exchanged_trigger_id",
  "push_limit_reached",
]);

/** Whether a bot that is right never hears this. */
export function isProblem({ code }: Refusal): boolean {
  return FAULTS.has(code);
}
