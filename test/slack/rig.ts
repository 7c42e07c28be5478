// A small workspace with a small app for the fake's own tests; everything is stopped after each test.
import { afterEach } from "vitest";
import { startSlackFake } from "./fake.ts";
import { type Answering, callerOf, type Json, type SmallApp, startSmallApp } from "./small-app.ts";
import type { Hands, SlackFake, SlackFakeOptions, Transport } from "./types.ts";

export const CHANNEL = "C0DRILLS01";
export const OTHER = "C0OTHER001";
export const PRIVATE = "C0PRIVATE1";

export const WORKSPACE: Pick<SlackFakeOptions, "people" | "channels" | "groups"> = {
  people: [
    { id: "U0ADA00001", name: "ada" },
    { id: "U0BOB00001", name: "bob" },
    { id: "U0GUEST001", name: "gus", guest: true },
    { id: "U0GONE0001", name: "gone", deactivated: true },
    { id: "U0STRANGE1", name: "stranger", teamId: "T0OTHER001" },
  ],
  channels: [
    { id: CHANNEL, name: "drills", members: ["U0ADA00001", "U0BOB00001", "U0GONE0001"], bot: true },
    { id: OTHER, name: "other", members: ["U0ADA00001"], bot: false },
    { id: PRIVATE, name: "secret", members: ["U0ADA00001"], bot: false, private: true },
  ],
  groups: [{ id: "S0LEADS001", handle: "dr-leads", members: ["U0BOB00001"] }],
};

export const TRANSPORTS: readonly Transport[] = ["socket", "http"];

export interface Clock {
  readonly now: () => number;
  advance(ms: number): void;
}

export function createClock(start = Date.parse("2026-11-23T10:00:00Z")): Clock {
  let at = start;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}

export interface Rig {
  readonly slack: SlackFake;
  readonly clock: Clock;
  readonly app: SmallApp;
  readonly ada: Hands;
  readonly bob: Hands;
  readonly call: (method: string, args?: Readonly<Record<string, unknown>>, token?: string) => Promise<Json>;
}

const started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.stop();
});

/** Stopped after the test, before what was started earlier. */
export function stopLater<T extends { stop(): Promise<void> }>(one: T): T {
  started.push(one);
  return one;
}

export async function startSlack(options: Partial<SlackFakeOptions> = {}): Promise<SlackFake> {
  return stopLater(await startSlackFake({ ...WORKSPACE, ...options }));
}

/** The fake's clock stands still unless it is moved. */
export async function startRig(
  transport: Transport,
  answer: Answering = () => undefined,
  options: Partial<SlackFakeOptions> = {},
): Promise<Rig> {
  const clock = createClock();
  const slack = await startSlack({ now: clock.now, ...options });
  const app = stopLater(await startSmallApp(slack, transport, answer));
  return { slack, clock, app, ada: slack.as("U0ADA00001"), bob: slack.as("U0BOB00001"), call: callerOf(slack) };
}

/** A section with one button. */
export function withButton(text: string, button: Readonly<Record<string, unknown>> = {}) {
  const element = { type: "button", text: { type: "plain_text", text: "Start" }, action_id: "start", value: "web01" };
  return {
    text,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text } },
      { type: "actions", elements: [{ ...element, ...button }] },
    ],
  };
}

export const MODAL = {
  type: "modal",
  callback_id: "form",
  private_metadata: "testfailover web01",
  title: { type: "plain_text", text: "Test failover" },
  submit: { type: "plain_text", text: "Preview" },
  blocks: [
    {
      type: "input",
      block_id: "notes",
      label: { type: "plain_text", text: "Notes" },
      element: { type: "plain_text_input", action_id: "value" },
    },
  ],
} as const;
