// What Slack's libraries log, into our log: warnings and errors only, and never a token.
import type { Logger as SlackLogger } from "@slack/bolt";
import { LogLevel } from "@slack/bolt";
import type { Logger } from "../../kube/logger.ts";

/**
 * Tokens (xoxb-, xapp-, …), request signatures, the paths of response_urls and webhooks, and what follows the secret
 * parts of addresses and payloads: each is a password itself.
 */
const SECRETS = new RegExp(
  [
    String.raw`\b(?:xox[a-z]|xapp|xwfp)-[\w-]+`,
    String.raw`(?<=\bv0=)[0-9a-f]{16,}`,
    String.raw`(?<=\bhooks\.slack(?:-gov)?\.com/)[\w/-]+`,
    String.raw`(?<=[?&](?:ticket|app_id|token)=)[^&\s"']+`,
    '(?<="trigger_id":")[^"]+',
  ].join("|"),
  "g",
);

/** Debug and info would hold payloads, which hold what people write: they are dropped. */
export function libraryLogger(logger: Logger): SlackLogger {
  const write =
    (level: "warn" | "error") =>
    (...said: unknown[]): void => {
      logger[level]({ said: said.map(text).join(" ").replace(SECRETS, "…").slice(0, 500) }, "slack library");
    };
  return {
    debug: () => {},
    info: () => {},
    warn: write("warn"),
    error: write("error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

function text(said: unknown): string {
  return said instanceof Error ? `${said.name}: ${said.message}` : typeof said === "string" ? said : typeof said;
}
