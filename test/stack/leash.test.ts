// What a test started does not outlive it, however it ended.
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { startScript } from "./child.ts";

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each(["running", "frozen"])("a process that is %s ends when whoever started it is killed", async (how) => {
  const parent = startScript(new URL("leashed-parent.ts", import.meta.url).pathname, [how]);
  const [, pid] = await parent.line(/^child (\d+)/);
  expect(lives(Number(pid))).toBe(true);
  await parent.end("SIGKILL");
  while (lives(Number(pid))) await wait(50);
});
