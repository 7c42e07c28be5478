// What docs/gallery.md shows, in its order: every kind of message, with the file that its picture is in.
import type { Message } from "../../bot/cards/message.ts";
import { at } from "../bot/build.ts";
import { gallery } from "../bot/gallery.ts";
import { answers } from "../bot/gallery-answers.ts";
import { previews } from "../bot/gallery-previews.ts";

export interface Exhibit {
  readonly title: string;
  readonly caption: string;
  readonly message: Message;
  /** Without folder. */
  readonly picture: string;
}

export interface Section {
  readonly title: string;
  /** Who sees these messages, and when. */
  readonly text: string;
  /** Seen by one person only. */
  readonly ephemeral: boolean;
  /** When the messages were posted: a card shows the time of its first post, however often it is edited. */
  readonly postedAt: Date;
  readonly exhibits: readonly Exhibit[];
}

type Shown = Omit<Exhibit, "picture">;

const inThread = ({ title }: Shown): boolean => title.startsWith("In the thread");
const isAlert = ({ title }: Shown): boolean => title.startsWith("Alert");

/** Several messages may be of one moment, and have one title. */
function numbered(list: readonly Shown[]): readonly Exhibit[] {
  const times = new Map<string, number>();
  return list.map((one) => {
    const time = (times.get(one.title) ?? 0) + 1;
    times.set(one.title, time);
    const title = time === 1 ? one.title : `${one.title} (${time})`;
    return { ...one, title, picture: `${slug(title)}.png` };
  });
}

/** As GitHub makes a heading's anchor. */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

export const sections: readonly Section[] = [
  {
    title: "Before a drill",
    text: "Answers to `/asr testfailover`, `/asr drills` and to Start, seen by whoever asked and by nobody else.",
    ephemeral: true,
    postedAt: at("10:43"),
    exhibits: numbered(previews),
  },
  {
    title: "The card of a drill",
    text: "One message in the channel for each test failover, edited in place from its first moment to its record, whether it was made in chat or by a manifest.",
    ephemeral: false,
    postedAt: at("10:30"),
    exhibits: numbered(gallery.filter((one) => !inThread(one) && !isAlert(one))),
  },
  {
    title: "In the thread of a card",
    text: "What is worth calling somebody for. A failure is shown in the channel as well.",
    ephemeral: false,
    postedAt: at("10:43"),
    exhibits: numbered(gallery.filter(inThread)),
  },
  {
    title: "Alerts",
    text: "What is wrong outside of drills, in the default channel: each once, after it lasted two minutes, edited when it is over.",
    ephemeral: false,
    postedAt: at("10:42"),
    exhibits: numbered(gallery.filter(isAlert)),
  },
  {
    title: "Answers and refusals",
    text: "To everything else that is asked, seen by whoever asked and by nobody else.",
    ephemeral: true,
    postedAt: at("10:43"),
    exhibits: numbered(answers),
  },
];
