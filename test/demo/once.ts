// npm run demo -- --once: people at the page, played in a browser without a window; then what must be true of it all.
import { join } from "node:path";
import { openBrowser, openSlack, type SlackUser } from "../slack/browser.ts";
import { CHANNELS, type ChatStack, PEOPLE } from "../stack/chat.ts";
import { verify } from "./verify.ts";

export interface OnceOptions {
  readonly print: (line: string) => void;
  /** A folder for pictures of the page. */
  readonly pictures: string | undefined;
}

/** What people do, in order. Each waits for what it names, and rejects when that does not come. */
interface Scene {
  readonly title: string;
  play(people: People, stack: ChatStack): Promise<void>;
  /** Whose page is worth a picture afterwards. */
  readonly picture?: keyof People;
}

interface People {
  readonly asha: SlackUser;
  readonly sam: SlackUser;
}

const BOOT_MS = 90_000;
const { drills } = CHANNELS;

const SCENES: readonly Scene[] = [
  {
    title: "Sam, who has no rights, asks for a drill of web01 and is refused",
    picture: "sam",
    async play({ sam }) {
      await sam.type(drills, "/asr testfailover web01");
      await sam.waitForText("You may not start a test failover in dr-team");
      await sam.waitForText("testfailovers.asr-chatops.io");
    },
  },
  {
    title: "Asha protects app01",
    async play({ asha }) {
      await asha.type(drills, "/asr protect app01 --policy gold");
      await asha.waitForText("Protect app01?");
      await asha.press("Protect");
      await asha.waitForText("Asked for: dr-team/app01");
    },
  },
  {
    title: "She asks for a drill of web01; a preview says what would happen",
    picture: "asha",
    async play({ asha }) {
      await asha.type(drills, "/asr testfailover web01");
      await asha.waitForText("Test failover of web01?");
    },
  },
  {
    title: "Start: one card in the channel follows the run until the test machine is up",
    picture: "asha",
    async play({ asha }) {
      await asha.press("Start");
      await asha.waitForText(/web01 test failover: running/i, BOOT_MS);
      await asha.waitForText("web01-test");
    },
  },
  {
    title: "She looked at it, and it works; she cleans up by a button",
    async play({ asha }) {
      await asha.press("It works");
      await asha.waitForText(/verdict Passed/i);
      await asha.press("Clean up now");
      await asha.press("Clean up");
      await asha.waitForText(/web01 test failover: succeeded, verdict Passed/i, BOOT_MS);
    },
    picture: "asha",
  },
  {
    title: "Azure refuses a drill of app02-fails-test-failover; the card says why, and what to do",
    async play({ asha }) {
      await asha.type(drills, "/asr testfailover app02-fails-test-failover");
      await asha.waitForText("Test failover of app02-fails-test-failover?");
      await asha.press("Start");
      await asha.waitForText(/app02-fails-test-failover test failover: failed/i, BOOT_MS);
      await asha.waitForText("28031");
    },
    picture: "asha",
  },
  {
    title: "Somebody applies a manifest in a terminal; the channel hears of it",
    async play({ asha }, { controlPlane }) {
      await controlPlane.kubectlOrThrow(["apply", "-f", "examples/first-drill/40-test-failover.yaml"]);
      await asha.waitForText("web01-first-drill");
    },
    picture: "asha",
  },
  {
    title: "app01 is protected by now",
    async play(_people, { controlPlane }) {
      await controlPlane.kubectlOrThrow([
        "wait",
        "--for=condition=Ready",
        "pmp/app01",
        "-n",
        "dr-team",
        "--timeout=120s",
      ]);
    },
  },
];

/** True when everything went as it should. What did not is printed, with the last lines of whoever may know why. */
export async function playOnce(stack: ChatStack, options: OnceOptions): Promise<boolean> {
  const { print } = options;
  const browser = await openBrowser();
  try {
    const people: People = {
      asha: await openSlack(browser, stack.slack.url, PEOPLE.asker),
      sam: await openSlack(browser, stack.slack.url, PEOPLE.stranger),
    };
    print("");
    for (const [at, scene] of SCENES.entries()) await playScene(scene, at, { people, stack, options });
    const findings = await verify(stack);
    print("");
    for (const finding of findings) print(`${finding.true ? "✓" : "✗"} ${finding.sentence}`);
    return findings.every((finding) => finding.true);
  } finally {
    await browser.close();
  }
}

interface Playing {
  readonly people: People;
  readonly stack: ChatStack;
  readonly options: OnceOptions;
}

async function playScene(scene: Scene, at: number, { people, stack, options }: Playing): Promise<void> {
  const { print, pictures } = options;
  const began = performance.now();
  try {
    await scene.play(people, stack);
  } catch (error) {
    print(`✗ ${scene.title}`);
    const lines = stack.bots.flatMap((bot) => bot.lines.slice(-15));
    throw new Error(`This did not come true: ${scene.title}\n${lines.join("\n")}`, { cause: error });
  }
  print(`✓ ${scene.title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (pictures === undefined || scene.picture === undefined) return;
  await people[scene.picture].screenshot(join(pictures, `${String(at + 1).padStart(2, "0")}.png`));
}
