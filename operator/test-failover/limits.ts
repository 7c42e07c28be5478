// Makes a run's status fit the limits of its schema: Azure's texts have none, and one too long would refuse the whole. Pure.
import { cut } from "../operation.ts";
import type { Status } from "./world.ts";

/** The most characters of each kind of field, as crds/testfailovers.yaml has them. */
const WORD = 256;
const SENTENCE = 1024;
const TEXT = 4096;
const EXPLANATION = 16_384;

/** Steps at the beginning of the record that are never dropped, and how many there may be in all. */
const FIRST_STEPS = 16;
const MOST_STEPS = 64;

type Failure = NonNullable<Status["failure"]>;
type Line = NonNullable<Status["timeline"]>[number];

/** The same status, with what is too long cut. A status that fits comes back equal. */
export function withinLimits(status: Status): Status {
  return { ...status, ...fitRecord(status), ...fitFailures(status), ...fitColumns(status) };
}

function fitRecord({ timeline, target, testMachine }: Status): Partial<Status> {
  return {
    ...(timeline && { timeline: kept(timeline).map(line) }),
    ...(target?.machine && { target: { ...target, machine: cut(target.machine, WORD) } }),
    ...(testMachine && { testMachine: machine(testMachine) }),
  };
}

function fitFailures({ failure, refusal, cleanUp }: Status): Partial<Status> {
  return {
    ...(failure && { failure: explained(failure) }),
    ...(refusal && { refusal: explained(refusal) }),
    ...(cleanUp?.lastFailure && { cleanUp: { ...cleanUp, lastFailure: explained(cleanUp.lastFailure) } }),
  };
}

function fitColumns({ waitingFor, findings, wouldDo }: Status): Partial<Status> {
  return {
    ...(waitingFor && { waitingFor: cut(waitingFor, SENTENCE) }),
    ...(findings && { findings: findings.slice(0, 64).map(finding) }),
    ...(wouldDo && { wouldDo: wouldDo.slice(0, 32).map((sentence) => cut(sentence, TEXT)) }),
  };
}

/** How a run began is worth more than each of many tries to clean up. */
function kept(timeline: readonly Line[]): readonly Line[] {
  if (timeline.length <= MOST_STEPS) return timeline;
  return [...timeline.slice(0, FIRST_STEPS), ...timeline.slice(FIRST_STEPS - MOST_STEPS)];
}

function line(one: Line): Line {
  return one.message === undefined ? one : { ...one, message: cut(one.message, TEXT) };
}

function explained(failure: Failure): Failure {
  const { code, message, possibleCauses, recommendedAction, activityId } = failure;
  return {
    ...failure,
    message: cut(message, EXPLANATION),
    ...(code !== undefined && { code: cut(code, WORD) }),
    ...(possibleCauses !== undefined && { possibleCauses: cut(possibleCauses, EXPLANATION) }),
    ...(recommendedAction !== undefined && { recommendedAction: cut(recommendedAction, EXPLANATION) }),
    ...(activityId !== undefined && { activityId: cut(activityId, WORD) }),
  };
}

function machine(one: NonNullable<Status["testMachine"]>): NonNullable<Status["testMachine"]> {
  const { name, size, powerState, addresses } = one;
  return {
    ...one,
    name: cut(name, WORD),
    ...(size !== undefined && { size: cut(size, WORD) }),
    ...(powerState !== undefined && { powerState: cut(powerState, WORD) }),
    ...(addresses && { addresses: addresses.slice(0, 64).map((address) => cut(address, WORD)) }),
  };
}

function finding(one: NonNullable<Status["findings"]>[number]): NonNullable<Status["findings"]>[number] {
  const { sentence, remedy } = one;
  return { ...one, sentence: cut(sentence, TEXT), remedy: cut(remedy, TEXT) };
}
