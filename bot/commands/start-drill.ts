// Start, pressed on a preview: one test failover for one preview, and one at a time for one machine, whoever presses and
// however often.

import { type TestFailover, TestFailoverKind } from "../../crds/types.ts";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import type { KubeObject } from "../../kube/types.ts";
import { isoTime } from "../cards/duration.ts";
import { outsideMessage } from "../cards/preview.ts";
import { alreadyOver, started } from "../cards/started.ts";
import { type Answer, type Desk, UsageError } from "../command.ts";
import {
  CHANNEL,
  CORRELATION,
  firstOf,
  isExpired,
  PREVIEW,
  type Preview,
  runNames,
  runOfPreview,
  thereBefore,
  unfinished,
} from "../drill-names.ts";
import { drillLine, POINTS } from "../drill-request.ts";
import { commandLine } from "../parse.ts";
import { hasEnded } from "../run.ts";
import { type Asking, channelFor, freshPreview, refuseSecond } from "./preview-drill.ts";

const START_WITHIN_SECONDS = 3600;
const KEEP_DAYS = 365;

export interface Pressed extends Asking {
  /** `undefined`: not one of ours. */
  readonly preview: Preview | undefined;
}

interface Start extends Asking {
  readonly preview: Preview;
}

export async function startDrill({ request, asked, preview }: Pressed, desk: Desk): Promise<Answer> {
  const protection = asked.protection.metadata.name;
  const runs = await runsNow(request.namespace, desk);
  const ours = preview && runOfPreview(runs, preview, protection);
  if (ours !== undefined) return settle(ours, firstOf(runs, ours), desk);
  const [other] = unfinished(runs, protection);
  if (other !== undefined) return refuseSecond(other, desk);
  if (preview === undefined || isExpired(preview, desk.now())) return freshPreview({ request, asked }, desk, true);
  const channel = channelFor(request, desk);
  if ((await desk.chat.isMember(channel)) === false) return { message: outsideMessage(asked, preview, channel) };
  const made = await create({ request, asked, preview }, desk);
  return settle(made.run, await firstBeside(made, desk), desk);
}

async function runsNow(namespace: string | undefined, { client }: Desk): Promise<readonly TestFailover[]> {
  return (await client.list<TestFailover>(TestFailoverKind, { namespace })).items;
}

/**
 * Two people may have pressed at the same moment. What was there when a run was created is the same whoever asks, and
 * however late; its resourceVersion is that moment. Should the list not come, the run exists all the same, and that is
 * what is told: the operator lets only one run at a time.
 */
async function firstBeside({ run, isNew }: Created, desk: Desk): Promise<TestFailover | undefined> {
  const { namespace, resourceVersion: asOf } = run.metadata;
  try {
    if (!isNew) return firstOf(await runsNow(namespace, desk), run);
    return thereBefore((await desk.client.list<TestFailover>(TestFailoverKind, { namespace, asOf })).items, run);
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}

/** What is answered once the preview has its run: the same to every press. */
async function settle(ours: TestFailover, first: TestFailover | undefined, desk: Desk): Promise<Answer> {
  if (hasEnded(ours)) return { message: alreadyOver(ours) };
  if (first === undefined) {
    const channel = ours.metadata.annotations?.[CHANNEL] ?? desk.defaultChannel;
    return { message: ours.spec.cleanUp.now === true ? alreadyOver(ours) : started(ours, channel) };
  }
  if (ours.spec.cleanUp.now !== true) await giveWay(ours, desk);
  return refuseSecond(first, desk);
}

/** Cancelled before it runs: only manifests wait for another run. */
async function giveWay({ metadata: { name, namespace } }: TestFailover, { client }: Desk): Promise<void> {
  const ref = { name, ...(namespace !== undefined && { namespace }) };
  await client.patch<TestFailover>(TestFailoverKind, ref, { spec: { cleanUp: { now: true } } });
}

interface Created {
  readonly run: TestFailover;
  /** False: an earlier press created it. */
  readonly isNew: boolean;
}

/** Creates the run, or finds the one that an earlier press created. */
async function create(start: Start, desk: Desk): Promise<Created> {
  const [name, longer] = runNames(start.asked.protection.metadata.name, start.preview);
  return (await createNamed(name, start, desk)) ?? (await createNamed(longer, start, desk)) ?? taken(start);
}

/** `undefined`: the name is another preview's. */
async function createNamed(name: string, start: Start, desk: Desk): Promise<Created | undefined> {
  const { namespace } = start.request;
  try {
    const run = await desk.client.create<TestFailover>(TestFailoverKind, manifest(name, start, desk));
    return { run, isNew: true };
  } catch (error) {
    if (!(error instanceof RejectedError && error.reason === "AlreadyExists")) throw error;
    const there = await desk.client.get<TestFailover>(TestFailoverKind, { name, namespace });
    return there?.metadata.annotations?.[PREVIEW] === start.preview.id ? { run: there, isNew: false } : undefined;
  }
}

function taken({ asked }: Start): never {
  const again = commandLine(drillLine(asked));
  throw new UsageError("Another test failover has the name that this preview would give. Nothing was started.", again);
}

function manifest(
  name: string,
  { request, asked, preview }: Start,
  desk: Desk,
): KubeObject & Pick<TestFailover, "spec"> {
  const { namespace } = request;
  const annotations = {
    [CHANNEL]: channelFor(request, desk),
    [PREVIEW]: preview.id,
    [CORRELATION]: request.id,
  };
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: { name, namespace, annotations },
    spec: {
      protection: asked.protection.metadata.name,
      recoveryPoint: { type: POINTS[asked.point] },
      ...(asked.network !== undefined && { network: asked.network }),
      startBy: isoTime(new Date(desk.now().getTime() + START_WITHIN_SECONDS * 1000)),
      cleanUp: { after: asked.cleanUpAfter },
      ...(asked.notes !== undefined && { notes: asked.notes }),
      requestedBy: `slack:${request.person.id}`,
      keepDays: KEEP_DAYS,
    },
  };
}
