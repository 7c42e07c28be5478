// Which workspace the token belongs to, asked of Slack until it has answered once.
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { createBackoff } from "../../kube/backoff.ts";
import { type Clock, sleep } from "../../kube/clock.ts";
import type { Logger } from "../../kube/logger.ts";

export interface Workspace {
  readonly teamId: string;
  /** The workspace's own address, such as https://contoso.slack.com/. */
  readonly url: string;
}

export interface WorkspaceParts {
  readonly web: WebClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface KnownWorkspace {
  current(): Workspace | undefined;
}

/**
 * Resolves after the first attempt: a Slack that does not answer is asked again in the background, and until it has
 * answered nobody is known. Rejects with a sentence when Slack does not take the token.
 */
export async function findWorkspace(parts: WorkspaceParts): Promise<KnownWorkspace> {
  let found: Workspace | undefined;
  const ask = async (): Promise<boolean> => {
    const { team_id, url, team } = await parts.web.auth.test();
    found = { teamId: team_id ?? "", url: url ?? "https://slack.com/" };
    parts.logger.info({ team, teamId: found.teamId }, "Slack knows the bot");
    return true;
  };
  try {
    await ask();
  } catch (error) {
    if (error instanceof WebAPIPlatformError && REFUSED.has(error.data.error)) {
      throw new Error(`Slack does not take SLACK_BOT_TOKEN (${error.data.error}). Install the app again, or renew it.`);
    }
    parts.logger.warn({ err: error }, "Slack does not answer yet");
    void askAgain(ask, parts);
  }
  return { current: () => found };
}

const REFUSED = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);

async function askAgain(ask: () => Promise<boolean>, { clock, logger, signal }: WorkspaceParts): Promise<void> {
  const backoff = createBackoff({ baseMs: 1000, capMs: 60_000, floorMs: 500, random: Math.random });
  while (!signal.aborted) {
    await sleep(clock, backoff.nextMs(), signal);
    if (signal.aborted || (await ask().catch(() => false))) return;
    logger.warn({}, "Slack still does not answer");
  }
}
