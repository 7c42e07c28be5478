// A small model of one protected item in Azure and of what a run can see of it: for walks over everything that can happen.
import type { Job, ProtectedItem } from "../../../operator/azure/site-recovery.ts";
import type { Outcome, Sighting } from "../../../operator/operation.ts";
import type { Action, World } from "../../../operator/test-failover/world.ts";
import {
  drillDetails,
  ITEM,
  itemWith,
  jobWith,
  NOW,
  network,
  present,
  secondsLater,
  shows,
  testMachine,
  worldWith,
} from "./build.ts";

/** How a call ends: truly, or with its answer lost before or after acceptance, or refused. */
export type Answer = "answered" | "lostAfter" | "lostBefore" | "busy" | "throttled" | "forbidden";

interface Drill {
  readonly job: string;
  readonly by: "us" | "elsewhere";
  state: "starting" | "up" | "cleaning";
  cleanUpJob?: string;
}

interface ModelJob extends Job {
  readonly seconds: number;
  readonly operationId?: string;
}

/** Lists show a job only when it is this old. */
export const LIST_LAG_SECONDS = 120;

export class AzureModel {
  seconds = 0;
  drill: Drill | undefined;
  /** How many testFailover calls Azure accepted for each intent. */
  readonly accepted = new Map<string, number>();
  /** testFailover calls for an intent that had been accepted already. */
  repeated = 0;
  readonly #jobs = new Map<string, ModelJob>();
  #count = 0;

  get now(): Date {
    return secondsLater(this.seconds);
  }

  /** A job that runs goes on: the machine comes up, or is removed, or the job fails. */
  proceed(fails: boolean): void {
    const { drill } = this;
    if (drill?.state === "starting") this.#end(drill.job, fails, () => this.#startEnds(drill, fails));
    else if (drill?.state === "cleaning" && drill.cleanUpJob !== undefined)
      this.#end(drill.cleanUpJob, fails, () => this.#cleanUpEnds(drill, fails));
  }

  #startEnds(drill: Drill, fails: boolean): void {
    if (fails) this.drill = undefined;
    else drill.state = "up";
  }

  #cleanUpEnds(drill: Drill, fails: boolean): void {
    if (fails) drill.state = "up";
    else this.drill = undefined;
  }

  #end(id: string, fails: boolean, then: () => void): void {
    const job = this.#jobs.get(id);
    const rests = !fails && job?.scenario === "TestFailover";
    const state = fails ? "Failed" : rests ? "Waiting" : "Succeeded";
    if (job !== undefined) this.#jobs.set(id, { ...job, state, ...(rests ? {} : { endedAt: this.now }) });
    then();
  }

  /** Somebody in the portal starts a drill, or cleans up the one that is up. */
  elsewhere(): void {
    if (this.drill === undefined) this.#begin("elsewhere", network("theirs"));
    else if (this.drill.state === "up") this.#clean(this.drill);
  }

  #begin(by: Drill["by"], networkId: string, operationId?: string): string {
    const id = this.#newJob("TestFailover", operationId, { ...drillDetails, networkId });
    this.drill = { job: id, by, state: "starting" };
    return id;
  }

  #clean(drill: Drill, operationId?: string): string {
    drill.state = "cleaning";
    drill.cleanUpJob = this.#newJob("TestFailoverCleanup", operationId);
    const started = this.#jobs.get(drill.job);
    if (started !== undefined) this.#jobs.set(drill.job, { ...started, state: "Succeeded", endedAt: this.now });
    return drill.cleanUpJob;
  }

  #newJob(scenario: string, operationId?: string, testFailover?: Job["testFailover"]): string {
    const id = `job-${++this.#count}`;
    this.#jobs.set(id, {
      ...jobWith({ id, scenario, startedAt: this.now }),
      seconds: this.seconds,
      ...(operationId === undefined ? {} : { operationId }),
      ...(testFailover === undefined ? {} : { testFailover }),
    });
    return id;
  }

  /** A write: refused when the item does not allow it, else as the answer says. */
  call(action: Action, answer: Answer): Outcome {
    if (answer === "throttled") return { refused: "Too many requests.", code: "429", retryAfterSeconds: 20 };
    if (answer === "forbidden") return { refused: "No right.", code: "403" };
    if (answer === "lostBefore") return { unknown: "connection reset" };
    if (answer === "busy" || !this.#item().allowedOperations.includes(needs(action)))
      return { refused: "Not now.", code: "409", conflict: true };
    const job = this.#accept(action);
    return answer === "lostAfter" ? { unknown: "connection reset" } : { started: job };
  }

  #accept(action: Action): string {
    if (action.do === "cleanUp") return this.#clean(this.drill as Drill, action.operationId);
    const before = this.accepted.get(action.operationId) ?? 0;
    this.accepted.set(action.operationId, before + 1);
    return this.#begin("us", action.request.networkId, action.operationId);
  }

  /** A call was sent: counted before Azure says anything to it. */
  count(action: Action): void {
    if (action.do === "testFailover" && this.accepted.has(action.operationId)) this.repeated++;
  }

  #item(): ProtectedItem {
    const { drill } = this;
    if (drill === undefined) return itemWith();
    const scenario = drill.state === "cleaning" ? "TestFailoverCleanup" : "TestFailover";
    const jobId = drill.state === "cleaning" ? (drill.cleanUpJob ?? drill.job) : drill.job;
    const currentJob = { scenario, jobId, startedAt: this.#jobs.get(jobId)?.startedAt ?? NOW };
    return drill.state === "up" ? { ...shows.up(), currentJob } : itemWith({ allowedOperations: [], currentJob });
  }

  /** What a run sees: the item and one job by GET, other jobs only when lists have caught up. */
  world(jobId: string | undefined, more: Partial<World>): World {
    const job = jobId === undefined ? undefined : this.#jobs.get(jobId);
    const current = this.#item().currentJob?.jobId;
    const shown = [...this.#jobs.values()].filter(
      ({ id, seconds }) => id === current || this.seconds - seconds >= LIST_LAG_SECONDS,
    );
    return worldWith({
      azureNow: this.now,
      clusterNow: this.now,
      item: present(this.#item(), this.now),
      job,
      sightings: shown.map(sighting),
      knownJobs: shown.map(({ id }) => id),
      testMachine: this.drill?.state === "up" ? present(testMachine) : { state: "absent", at: this.now },
      ...more,
    });
  }
}

function needs(action: Action): string {
  return action.do === "cleanUp" ? "TestFailoverCleanup" : "TestFailover";
}

function sighting({ id, scenario, startedAt, testFailover }: ModelJob): Sighting {
  return {
    jobId: id,
    scenario,
    target: ITEM,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(testFailover?.networkId === undefined ? {} : { network: testFailover.networkId }),
  };
}
