// One turn of a reflector: list if need be, then watch until the watch ends. Says how it ended; decides nothing.
import type { Clock } from "./clock.ts";
import { startDeadline } from "./deadline.ts";
import { errorFromStatus, errorFromTransport, needsSomebody, RejectedError, UnavailableError } from "./errors.ts";
import type { ListWatch } from "./list-watch.ts";
import type { Logger } from "./logger.ts";
import type { ReflectorMetrics } from "./metrics.ts";
import { compareVersions } from "./resource-version.ts";
import type { KubeObject, ObjectList } from "./types.ts";
import { unlessSilent } from "./unless-silent.ts";
import { decodeLine, type Told } from "./watch-event.ts";
import type { Answer, ConnectReason, Ending, RelistReason } from "./watch-policy.ts";

export interface WatchCycleParts<T extends KubeObject> {
  readonly resource: string;
  readonly source: ListWatch<T>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: ReflectorMetrics | undefined;
  /** A complete list. `rewound`: the server went back in time, as after a restore of etcd. */
  replace(list: ObjectList<T>, rewound: boolean): void;
  put(object: T): void;
  remove(object: T): void;
  lineReceived(): void;
  /** The version, when the line tells of a write of ours that the copy has already. */
  heardOwn(line: string): string | undefined;
}

export interface WatchHealth {
  /** Why the last list or watch failed, until one works again. */
  readonly problem: string | undefined;
  /** The problem is one that somebody has to mend: a token, a right, a kind that is not installed. */
  readonly refused: boolean;
  /** Seconds since a request was made or a line came. */
  readonly quietSeconds: number;
  /** Seconds since the API server told us anything that we asked for. */
  readonly unheardSeconds: number;
}

export interface WatchCycle {
  /** `undefined` when `signal` ended it. Never rejects. */
  run(step: Answer, signal: AbortSignal): Promise<Ending | undefined>;
  health(): WatchHealth;
}

// Bookmarks come about every 60 s; below 62 s a healthy watch would look silent now and then
// (measured on kube-apiserver 1.37; kopf uses 70 s too).
const silenceMs = 70_000;
const probeMs = 5_000;
const watchSeconds = 300;

/** Versions that we hold say nothing about the ones of the list. */
function isAnotherHistory(reason: RelistReason): boolean {
  return reason === "rv_ahead" || reason === "too_large" || reason === "doubted";
}

export function createWatchCycle<T extends KubeObject>(parts: WatchCycleParts<T>): WatchCycle {
  const { resource, source, clock, logger, metrics } = parts;
  let position = "";
  let silentInRow = 0;
  let problem: UnavailableError | RejectedError | undefined;
  let lastSignMs = clock.monotonicMs();
  let lastHeardMs = clock.monotonicMs();

  const sign = () => {
    lastSignMs = clock.monotonicMs();
  };
  const heard = () => {
    lastHeardMs = clock.monotonicMs();
    sign();
  };
  const well = () => {
    if (problem !== undefined) logger.info({}, "watch works again");
    problem = undefined;
  };
  // A watch that only opened has not worked yet, but nobody has to do anything for it any more.
  const allowed = () => {
    if (problem !== undefined && needsSomebody(problem)) well();
  };
  const ill = (error: UnavailableError | RejectedError) => {
    if (problem?.message !== error.message) logger.warn({ error: error.message }, "list or watch failed, trying again");
    problem = error;
  };

  async function list(reason: RelistReason, signal: AbortSignal): Promise<Ending | undefined> {
    metrics?.relists.inc({ resource, reason });
    try {
      const found = await source.list(signal, heard);
      const behind = compareVersions(found.resourceVersion, position) === -1;
      parts.replace(found, behind || isAnotherHistory(reason));
      position = found.resourceVersion;
      heard();
      silentInRow = 0;
      well();
      return undefined;
    } catch (cause) {
      const error = asKubeError(`list ${resource}`, cause);
      if (!signal.aborted) ill(error);
      return { end: "listFailed", error, relist: reason };
    }
  }

  /** True when it is older than what we have seen: a repetition, which changes nothing. */
  function isRepeated({ resourceVersion }: Told): boolean {
    return compareVersions(resourceVersion, position) === -1;
  }

  function advance(told: Told, from: string): Ending | undefined {
    if (!isRepeated(told)) position = told.resourceVersion;
    return compareVersions(told.resourceVersion, from) === -1 ? { end: "rewound" } : undefined;
  }

  function take(line: string, from: string): Ending | undefined {
    const own = parts.heardOwn(line);
    if (own === undefined) return takeNews(line, from);
    metrics?.events.inc({ resource, type: "MODIFIED" });
    return advance({ resourceVersion: own }, from);
  }

  function takeNews(line: string, from: string): Ending | undefined {
    const event = decodeLine<T>(line);
    metrics?.events.inc({ resource, type: event.type });
    switch (event.type) {
      case "ERROR":
        return { end: "told", error: errorFromStatus(event.status) };
      case "undecodable":
        return { end: "undecodable" };
      case "unknown":
        logger.warn({ type: event.name }, "watch event of an unknown type ignored");
        return undefined;
      case "DELETED":
        parts.remove(event.object);
        break;
      case "ADDED":
      case "MODIFIED":
        if (!isRepeated(event)) parts.put(event.object);
        break;
      case "BOOKMARK":
        break;
    }
    return advance(event, from);
  }

  function received(): void {
    silentInRow = 0;
    heard();
    well();
    metrics?.lastLine.set({ resource }, clock.now().getTime() / 1000);
    parts.lineReceived();
  }

  async function read(lines: AsyncIterable<string>, feed: () => void): Promise<Ending> {
    const startedMs = clock.monotonicMs();
    const from = position;
    for await (const line of lines) {
      feed();
      const ending = take(line, from);
      if (ending !== undefined) return ending;
      received();
    }
    return { end: "closed", afterMs: clock.monotonicMs() - startedMs };
  }

  async function watch(signal: AbortSignal): Promise<Ending> {
    const error = new UnavailableError(`No line for ${silenceMs / 1000} s`, { reason: "Silent" });
    try {
      return await unlessSilent({ clock, limitMs: silenceMs, error, signal }, async (stream, feed) => {
        const from = { resourceVersion: position, timeoutSeconds: Math.round(watchSeconds * (1 + parts.random())) };
        const lines = await source.watch(from, stream);
        allowed();
        return read(lines, feed);
      });
    } catch (cause) {
      if (cause === error) return { end: "silent", inRow: ++silentInRow, probe: "failed" };
      return { end: "failed", error: asKubeError(`watch ${resource}`, cause) };
    }
  }

  async function probe(signal: AbortSignal): Promise<"failed" | "behind" | "fine"> {
    const reason = () => new UnavailableError("The probe was not answered");
    const deadline = startDeadline({ clock, limitMs: probeMs, reason, signals: [signal] });
    try {
      const order = compareVersions(await source.probe(deadline.signal), position);
      heard();
      return order === -1 ? "behind" : "fine";
    } catch (error) {
      if (!signal.aborted) ill(asKubeError(`probe ${resource}`, error));
      return "failed";
    } finally {
      deadline.release();
    }
  }

  async function watchAndLook(connect: ConnectReason, signal: AbortSignal): Promise<Ending> {
    metrics?.connects.inc({ resource, reason: connect });
    const ending = await watch(signal);
    if (ending.end === "silent") return { ...ending, probe: await probe(signal) };
    if (ending.end === "failed" && !signal.aborted) ill(ending.error);
    return ending;
  }

  return {
    run: async (step, signal) => {
      sign();
      const failed = step.relist === undefined ? undefined : await list(step.relist, signal);
      if (signal.aborted) return undefined;
      const ending = failed ?? (await watchAndLook(step.connect, signal));
      return signal.aborted ? undefined : ending;
    },
    health: () => ({
      problem: problem?.message,
      refused: problem !== undefined && needsSomebody(problem),
      quietSeconds: (clock.monotonicMs() - lastSignMs) / 1000,
      unheardSeconds: (clock.monotonicMs() - lastHeardMs) / 1000,
    }),
  };
}

function asKubeError(what: string, cause: unknown): UnavailableError | RejectedError {
  return cause instanceof RejectedError ? cause : errorFromTransport(what, cause);
}
