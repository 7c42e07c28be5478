// The forms about drills: what to change before a start, and what did not work. Pure.
import type { InputBlock, PlainTextElement, PlainTextOption } from "@slack/types";
import { type DrillRequest, drillLine, POINTS, type Point } from "../drill-request.ts";
import { commandLine } from "../parse.ts";
import { durationSeconds } from "./duration.ts";
import type { Form } from "./form.ts";
import { bold, cut, lengthOf, section } from "./text.ts";

const MOST_NOTES = 1024;

const POINT_NAMES: Readonly<Record<Point, string>> = {
  latest: "Latest: everything received so far",
  processed: "Latest processed: starts fastest",
  app: "Latest application-consistent",
  crash: "Latest crash-consistent",
};

const CLEAN_UP_CHOICES = ["1h", "2h", "4h", "8h", "24h", "72h", "168h"];

/** Asks for point, clean-up and notes, filled in as the preview had them. Its answer is another preview. */
export function changeForm(request: DrillRequest): Form {
  const { protection, network, cleanUpAfter, point, notes } = request;
  const asked = { ...request, point: "latest" as const, cleanUpAfter: "2h", notes: undefined, network };
  const times = CLEAN_UP_CHOICES.includes(cleanUpAfter) ? CLEAN_UP_CHOICES : [cleanUpAfter, ...CLEAN_UP_CHOICES];
  const choices = [...times.filter((one) => one !== "Never"), "Never"];
  return {
    title: "Test failover",
    submit: "Preview",
    line: commandLine(drillLine(asked)),
    blocks: [
      section(`Test failover of ${bold(protection.metadata.name)}. Nothing is started before you press Start.`),
      select("point", "From which recovery point", {
        options: (Object.keys(POINTS) as Point[]).map((one) => option(one, POINT_NAMES[one])),
        chosen: point,
      }),
      select("cleanup-after", "Cleaned up, counted from when the machine is up", {
        options: choices.map((one) => option(one, timeName(one))),
        chosen: cleanUpAfter,
      }),
      text("notes", "Notes for the record", {
        most: MOST_NOTES,
        optional: true,
        ...(notes !== undefined && { notes }),
      }),
    ],
  };
}

/** Asks what did not work: `line` is the verdict without its note. */
export function noteForm(run: string, line: string): Form {
  return {
    title: "What did not work?",
    submit: "Record",
    line,
    blocks: [
      section(`It stays in the record of ${bold(run)}, with your name.`),
      text("words", "What you saw", { most: MOST_NOTES, optional: false }),
    ],
  };
}

function timeName(after: string): string {
  const seconds = durationSeconds(after);
  return seconds === undefined ? "Never: somebody cleans up by hand" : `After ${lengthOf(seconds)}`;
}

interface Choices {
  readonly options: readonly PlainTextOption[];
  readonly chosen: string;
}

function select(flag: string, label: string, { options, chosen }: Choices): InputBlock {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: flag,
    label: plain(label),
    element: {
      type: "static_select",
      action_id: "value",
      options: [...options],
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}

interface TextOptions {
  readonly most: number;
  readonly optional: boolean;
  readonly notes?: string;
}

function text(flag: string, label: string, { most, optional, notes }: TextOptions): InputBlock {
  return {
    type: "input",
    block_id: flag,
    label: plain(label),
    optional,
    element: {
      type: "plain_text_input",
      action_id: "value",
      multiline: true,
      max_length: most,
      ...(notes !== undefined && { initial_value: cut(notes, most) }),
    },
  };
}

function option(value: string, label: string): PlainTextOption {
  return { text: plain(label), value };
}

function plain(said: string): PlainTextElement {
  return { type: "plain_text", text: said, emoji: true };
}
