// Plays a story on a stack: waits for each moment, stops the simulated clock, and writes down what kubectl answers.
import { narrate } from "../demo/narrate.ts";
import type { Seen } from "../demo/record.ts";
import type { Stack } from "../stack/stack.ts";
import { shellWords } from "./shell-words.ts";
import type { Moment } from "./story.ts";

export interface Played {
  readonly stack: Stack;
  readonly story: readonly Moment[];
  /** Simulated seconds per real second. */
  readonly speed: number;
  /** One line for each moment and each change of state. */
  readonly log: (line: string) => void;
}

/** Longer than any of it takes on a busy machine; without it a story that no longer fits would wait for ever. */
const MOMENT_SECONDS = 180;

/** The story's pages in Markdown. Rejects, naming the moment, when one does not come. */
export async function play({ stack, story, speed, log }: Played): Promise<string> {
  const pages: string[] = [];
  const narration = narrate(stack.client, log);
  try {
    for (const { moment, reached, text, commands, skipSeconds } of story) {
      log(`Waiting for: ${moment}`);
      await inTime(narration.until(reached), moment, narration.seen);
      await stack.simulator.tell("clock", { speed: 0 });
      const stood = performance.now();
      pages.push(`## ${moment}\n\n${text}\n`);
      for (const command of commands) pages.push(await shown(stack, command));
      // What passed meanwhile is made up for: the operator's own clock did not stand still.
      const advanceSeconds = ((performance.now() - stood) / 1000) * speed + (skipSeconds ?? 0);
      await stack.simulator.tell("clock", { speed, advanceSeconds });
    }
  } finally {
    await narration.stop();
  }
  return pages.join("\n");
}

async function shown({ controlPlane }: Stack, command: string): Promise<string> {
  const answer = await controlPlane.kubectlOrThrow(shellWords(command));
  const lines = answer.split("\n").map((line) => line.trimEnd());
  return `\`\`\`console\n$ kubectl ${command}\n${lines.join("\n").trimEnd()}\n\`\`\`\n`;
}

async function inTime(came: Promise<void>, moment: string, seen: Seen): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const now = ["rvault/contoso", "rpol/gold", "pmp/web01", "tfo/web01-first-drill"];
    const states = now.map((who) => `  ${who}: ${seen(who).at(-1) ?? "nothing yet"}`).join("\n");
    late.reject(new Error(`"${moment}" did not come within ${MOMENT_SECONDS} s. Last seen:\n${states}`));
  }, MOMENT_SECONDS * 1000);
  await Promise.race([came, late.promise]).finally(() => clearTimeout(timer));
}
