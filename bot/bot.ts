// The bot put together: copies, Slack, rights, commands, and what only the leader does. Started and stopped as one.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Registry } from "prom-client";
import { runtimeChecks } from "../kube/checks.ts";
import { createKubeClient } from "../kube/client.ts";
import { type Clock, systemClock } from "../kube/clock.ts";
import { type HealthChecks, startHealthServer } from "../kube/health.ts";
import { createLease } from "../kube/lease.ts";
import type { LogLevelControl } from "../kube/log-level.ts";
import type { Logger } from "../kube/logger.ts";
import { createWatchMetrics } from "../kube/metrics.ts";
import { type Started, unlessStopped } from "../kube/process.ts";
import { alertsOf, closingMessage } from "./alerts.ts";
import { createAnswerer } from "./answerer.ts";
import { createRights } from "./authorize.ts";
import { createCardLink } from "./card-link.ts";
import { runCard, runCardKey, urgencyOf } from "./cards/run.ts";
import type { Desk } from "./command.ts";
import { commands } from "./commands.ts";
import type { BotConfig } from "./config.ts";
import { createCopies } from "./copies.ts";
import { fenced } from "./fenced.ts";
import type { Words } from "./follow/words.ts";
import { startFollowing } from "./follow.ts";
import { createGroups } from "./groups.ts";
import { createBotMetrics } from "./metrics.ts";
import { runNotices } from "./notices.ts";
import { createSlackApp, type SlackApp } from "./slack/app.ts";
import { createChat } from "./slack/chat.ts";
import { createPeople } from "./slack/people.ts";
import { createWeb } from "./slack/web.ts";
import { findWorkspace } from "./slack/workspace.ts";

export interface BotParts {
  readonly config: BotConfig;
  readonly logger: Logger;
  readonly logLevel: LogLevelControl;
  readonly version: string;
  /** Aborted when the process is told to stop. */
  readonly stopping: AbortSignal;
}

const words: Words = { runCard, runCardKey, urgencyOf, runNotices, alertsOf, closingMessage };

/** Without a way to Slack for so long, only a restart is left to try. */
const DEAF_SECONDS = 300;

/**
 * Resolves when every copy is complete and Slack can reach us, or when it is told to stop before: while Slack is away
 * that may take long, and by then it may lead already.
 */
export async function startBot(parts: BotParts): Promise<Started> {
  const { config, logger, logLevel, stopping } = parts;
  const bot = await assemble(parts);
  const health = await startHealthServer({
    address: config.httpAddress,
    checks: bot.checks,
    registry: bot.registry,
    logLevel,
  });
  logger.info({ address: health.address, version: parts.version }, "answering health checks");

  const watching = new AbortController();
  const watches = bot.reflectors.map((reflector) => reflector.start(watching.signal));
  await unlessStopped(Promise.all(bot.reflectors.map((reflector) => reflector.synced)), stopping);
  const failed = new AbortController();
  const leading = bot.election.run(AbortSignal.any([stopping, failed.signal]), bot.lead);
  try {
    if (!stopping.aborted) await unlessStopped(bot.slack.start(), stopping);
  } catch (error) {
    // The process ends with this; the other replica need not wait for a lease to expire.
    failed.abort();
    await leading;
    throw error;
  }
  if (!stopping.aborted) logger.info({ cluster: config.clusterName }, "ready");

  return {
    async stop() {
      await Promise.all([bot.slack.stop(), leading]);
      watching.abort();
      await Promise.all(watches);
      await health.close();
      await bot.client.close();
      return true;
    },
  };
}

/** Everything made and connected, nothing running yet. Rejects when Slack does not take the token. */
async function assemble({ config, logger, version, stopping: signal }: BotParts) {
  const { slack, places, namespace, clusterName, channel: defaultChannel } = config;
  const clock = systemClock;
  const registry = new Registry();
  const metrics = createWatchMetrics(registry);
  const client = createKubeClient({
    kubeconfig: config.kubeconfig,
    userAgent: `asr-chatops-bot/${version}`,
    logger,
    clock,
    metrics: metrics.client,
  });
  const copies = createCopies(client, { logger, clock, metrics: metrics.reflector });
  const reflectors = Object.values(copies);

  const web = createWeb(slack.botToken, { apiUrl: slack.apiUrl, logger });
  const asking = createWeb(slack.botToken, { apiUrl: slack.apiUrl, logger, signal });
  const found = await findWorkspace({ web: asking, clock, logger, signal });
  const workspace = () => places.workspace ?? found.current()?.teamId;
  const chat = createChat(web, found.current, clock);
  const people = createPeople(web, clock);
  const groupsOf = createGroups({ people, groups: places.groups, logger });
  const rights = createRights({ client, groupsOf, workspace, clock, logger });
  const cardLink = createCardLink({ client, namespace, chat, logger });
  const desk: Desk = {
    ...{ clusterName, copies, client, rights, chat, defaultChannel, commands, groupsOf, cardLink },
    grantedBy: places.grantedBy,
    now: () => clock.now(),
  };
  const connected = () => app.problem() === undefined;
  const said = createBotMetrics(registry, { connected, version });
  const answer = createAnswerer({ desk, people, places, workspace, logger, commands: said.commands });
  const app = createSlackApp({ ...slack, web, answer, logger });

  const election = createLease({
    ...{ client, namespace, clock, logger, metrics: metrics.lease },
    name: "asr-chatops-bot",
    identity: `${hostname()}-${randomUUID()}`,
  });
  const following = { copies, client, namespace, words, clusterName, defaultChannel, clock, logger, metrics: said };
  const lead = (leading: AbortSignal) => startFollowing({ ...following, chat: fenced(chat, election) }, leading);
  return { registry, client, reflectors, slack: app, election, lead, checks: checksOf(reflectors, app, clock) };
}

/** Ready while Slack can reach us; dead when it could not for minutes. */
function checksOf(reflectors: Parameters<typeof runtimeChecks>[0], app: SlackApp, clock: Clock): HealthChecks {
  const { live, ready } = runtimeChecks(reflectors, []);
  let deafSinceMs: number | undefined = clock.monotonicMs();
  const deafSeconds = (): number => {
    if (app.problem() === undefined) deafSinceMs = undefined;
    else deafSinceMs ??= clock.monotonicMs();
    return deafSinceMs === undefined ? 0 : (clock.monotonicMs() - deafSinceMs) / 1000;
  };
  return {
    ready: { ...ready, slack: () => app.problem() },
    live: {
      ...live,
      slack: () => (deafSeconds() < DEAF_SECONDS ? undefined : `${app.problem()} for ${Math.round(deafSeconds())} s`),
    },
  };
}
