// The picture of the README: the demo's page while a drill runs, taken from the running demo.
import { fillVault } from "../demo/vault.ts";
import { openBrowser, openSlack, type SlackUser } from "../slack/browser.ts";
import { mountPage } from "../slack/page/page.ts";
import { CHANNELS, type ChatStack, PAGE, PEOPLE, startChatStack } from "../stack/chat.ts";
import { makeSmall } from "./gallery-pictures.ts";

const BOOT_MS = 90_000;

/** Starts everything, plays until the test machine is up, and writes the PNG. */
export async function takeDemoPicture(file: string, log: (line: string) => void): Promise<void> {
  const stack = await startChatStack({ simulatorArgs: ["--speed", "240"], transport: "socket", log });
  try {
    mountPage(stack.slack, PAGE);
    await fillVault(stack, ["web01"]);
    await picture(stack, file);
  } finally {
    await stack.stop();
  }
  await makeSmall(file);
  log(`Written: ${file}`);
}

async function picture({ slack }: ChatStack, file: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const asha = await openSlack(browser, slack.url, PEOPLE.asker);
    await asha.page.setViewport({ width: 1280, height: 800, deviceScaleFactor: 1.5 });
    await playDrill(asha);
    await asha.screenshot(file);
  } finally {
    await browser.close();
  }
}

async function playDrill(asha: SlackUser): Promise<void> {
  await asha.type(CHANNELS.drills, "/asr");
  await asha.waitForText("needs attention");
  await asha.type(CHANNELS.drills, "/asr testfailover web01");
  await asha.waitForText("Test failover of web01?");
  await asha.press("Start");
  await asha.waitForText(/web01 test failover: running/i, BOOT_MS);
  await asha.waitForText("1 reply");
}
