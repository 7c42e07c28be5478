// Words without art, so that tests of what is said when do not hang on how it is worded.
import type { Message } from "../../../bot/cards/message.ts";
import type { Words } from "../../../bot/follow/words.ts";
import type { Alert, Notice, RunFacts } from "../../../bot/notice.ts";
import type { PhysicalMachineProtection } from "../../../crds/types.ts";

const say = (text: string): Message => ({ text, blocks: [] });

function cardText({ run, deleted, mayRepeat, freshness }: RunFacts): string {
  const { verdict } = run.spec;
  const words = [
    `${run.metadata.name} ${run.status?.phase ?? "Pending"}`,
    verdict === undefined ? "" : `verdict ${verdict.result}`,
    deleted ? "deleted" : "",
    freshness.silent ? "silent" : "",
    mayRepeat ? "may repeat" : "",
  ];
  return words.filter((word) => word !== "").join(", ");
}

function noticesOf({ run: { metadata, status } }: RunFacts): readonly Notice[] {
  const stalled = status?.conditions?.find(({ type }) => type === "Stalled")?.reason;
  if (stalled === undefined) return [];
  const key = `${metadata.uid}/${status?.phase}/${stalled}`;
  return [{ key, message: say(`${metadata.name}: ${stalled}`), broadcast: status?.phase === "Failed" }];
}

function illness({ metadata: { uid, name }, status }: PhysicalMachineProtection): readonly Alert[] {
  const ill = status?.conditions?.find(({ type, status }) => type === "Healthy" && status === "False");
  if (ill === undefined) return [];
  const since = ill.lastTransitionTime;
  const key = `${uid}/Healthy/False/${since}`;
  return [{ key, since: new Date(since), title: `${name}: ill`, message: say(`${name} is ill`) }];
}

export const plainWords: Words = {
  runCard: (facts) => say(cardText(facts)),
  runCardKey: cardText,
  urgencyOf: ({ status }, deleted) => {
    if (status?.phase === "Failed") return "failure";
    return deleted || status?.phase === "Succeeded" ? "final" : "progress";
  },
  runNotices: noticesOf,
  alertsOf: ({ protections }) => protections.flatMap(illness),
  closingMessage: ({ title, since }, _fleet, { now }) =>
    say(`${title}: over after ${Math.round((now.getTime() - since.getTime()) / 60_000)} min`),
};
