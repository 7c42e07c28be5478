// A real browser without a window, and somebody who uses the page in it: types, presses, reads, takes pictures.
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { asset } from "./page/assets.ts";
import { type CardOptions, cardHtml } from "./page/card.ts";
import { launchable } from "./page/chromium.ts";

/** Starts Chromium: the packaged one on Linux x64, elsewhere the Chrome or Chromium that is installed. */
export async function openBrowser(): Promise<Browser> {
  const { args = [], ...where } = await launchable();
  return await puppeteer.launch({
    ...where,
    args: puppeteer.defaultArgs({ args, headless: "shell" }),
    headless: "shell",
    defaultViewport: { width: 1280, height: 800 },
  });
}

export interface Picture {
  /** What of the page, such as `.message:last-child`. Default: all that is in sight. */
  readonly selector?: string;
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Somebody at the page. All that acts resolves when the app has acknowledged it, or Slack has given up on it. */
export interface SlackUser {
  readonly page: Page;
  /** Goes to the channel (its id or name), types the line and presses Enter. */
  type(channel: string, line: string): Promise<void>;
  /**
   * Presses the last button or link in sight with this label, in the dialog on top if there is one. Where it asks back,
   * the question stays open: press its answer next.
   */
  press(label: string): Promise<void>;
  /** Becomes this person (id), as somebody else at another desk would be. */
  become(person: string): Promise<void>;
  /** Types into the input of the modal with this label, in place of what is there. */
  fill(label: string, text: string): Promise<void>;
  waitForText(text: string | RegExp, milliseconds?: number): Promise<void>;
  /** What can be read on the page now. */
  text(): Promise<string>;
  /** Writes a PNG. */
  screenshot(file: string, picture?: Picture): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Opens the page at the fake's address as this person (id). */
export async function openSlack(browser: Browser, url: string, person: string): Promise<SlackUser> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}/?as=${person}`);
  await page.waitForSelector("body[data-ready]");
  const idle = async () => void (await page.waitForSelector('body[data-busy="0"]'));
  const box = page.locator("[data-composer=main] textarea");

  const visit = async (channel: string) => {
    await page.waitForFunction(calling(VISIT, channel));
    await page.waitForFunction(calling(VISITED, channel));
    await idle();
  };
  const type = async (channel: string, line: string) => {
    await visit(channel);
    await box.fill(line);
    await page.keyboard.press("Enter");
    await idle();
  };
  const press = async (label: string) => {
    await page.waitForFunction(calling(PRESS, label));
    await idle();
  };
  const become = async (id: string) => {
    await page.locator(`[data-person=${id}]`).click();
    await page.waitForSelector(`[data-person=${id}][aria-pressed="true"]`);
    await idle();
  };
  const fill = async (label: string, text: string) => {
    await page.locator(`aria/${label}`).fill(text);
  };
  const waitForText = async (wanted: string | RegExp, timeout = PATIENCE_MS) => {
    const [source, flags] = wanted instanceof RegExp ? [wanted.source, wanted.flags] : [RegExp.escape(wanted), ""];
    await page.waitForFunction(calling(SHOWS, source, flags), { timeout });
  };
  const screenshot = async (file: string, { selector, clip }: Picture = {}) => {
    const path = file as `${string}.png`;
    const part = selector === undefined ? undefined : await page.waitForSelector(selector);
    if (part) await part.screenshot({ path });
    else await page.screenshot({ path, ...(clip !== undefined && { clip }) });
  };
  return {
    page,
    type,
    press,
    become,
    fill,
    waitForText,
    text: () => textOf(page),
    screenshot,
    close: () => page.close(),
  };
}

/** An expression for the browser: this function, called with these. */
function calling(code: string, ...given: readonly string[]): string {
  return `(${code})(${given.map((one) => JSON.stringify(one)).join(", ")})`;
}

// In the browser. Strings, since the project's own types know no DOM.
const SHOWS = `(source, flags) => new RegExp(source, flags).test(document.body.innerText)`;
const ROOM = `(wanted) => [...document.querySelectorAll("#sidebar [data-place]")].find(
  (one) => one.dataset.place === wanted || one.innerText.trim().split("\\n").at(-1) === wanted)`;
const VISIT = `(wanted) => { const room = (${ROOM})(wanted); room?.click(); return room !== undefined; }`;
const VISITED = `(wanted) => (${ROOM})(wanted)?.ariaCurrent === "page"`;
/** Found and pressed in one step: a card may be edited at any moment, and the button of a moment ago be gone. */
const PRESS = `(label) => {
  const scope = document.querySelector("#confirm[open]") ?? document.querySelector("#modal[open]") ?? document;
  const inSight = (one) => one.checkVisibility() && one.ariaBusy !== "true";
  const labelled = (one) => one.innerText.trim() === label || one.ariaLabel === label;
  const found = [...scope.querySelectorAll("button, a")].filter((one) => labelled(one) && inSight(one)).at(-1);
  found?.focus();
  found?.click();
  return found !== undefined;
}`;

/** What Chromium has shown once without a font may stay unseen when the font comes: the font goes first. */
const SHOW_CARD = `document.fonts.load('15px "Page Emoji"', "🟢").then(() => {
  document.querySelector(".card").hidden = false;
})`;

async function textOf(page: Page): Promise<string> {
  return (await page.evaluate("document.body.innerText")) as string;
}

/** Renders one message as the page shows it, and writes a PNG that holds nothing else. */
export async function screenshotMessage(browser: Browser, card: CardOptions, file: string): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: 760, height: 400, deviceScaleFactor: 2 });
    await page.setRequestInterception(true);
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      const found = pathname === "/card" ? { type: "text/html", body: cardHtml(card) } : asset(pathname);
      void request.respond(found ? { contentType: found.type, body: found.body } : { status: 404, body: "" });
    });
    await page.goto("http://page.invalid/card");
    await page.evaluate(SHOW_CARD);
    const shown = await page.waitForSelector(".card");
    await shown?.screenshot({ path: file as `${string}.png` });
  } finally {
    await page.close();
  }
}
