// The app's Home tab, over both transports: what needs attention, for whoever opens it and for nobody else.
import { describe, expect, test } from "vitest";
import { TRANSPORTS } from "../slack/rig.ts";
import type { Hands, SlackFake } from "../slack/types.ts";
import { startBot } from "./rig.ts";

/** Resolves as soon as somebody's Home tab shows something. */
function shown(slack: SlackFake, person: Hands): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = () => person.home() !== undefined && resolve(JSON.stringify(person.home()));
  const off = slack.onChange(look);
  look();
  return promise.finally(off);
}

describe.each(TRANSPORTS)("over %s, the Home tab", (transport) => {
  test("shows what /asr alone answers, to whoever opens it", async () => {
    const { slack, ada, bob, asked } = await startBot(transport);
    await ada.openHome();
    expect(await shown(slack, ada)).toMatch(/You said/);
    expect(bob.home()).toBeUndefined();
    expect(asked).toMatchObject([{ user: "U0ADA00001", text: "", channel: "", source: "typed" }]);
    expect(slack.problems).toEqual([]);
  });

  test("that Slack does not take is logged, told to nobody, and made anew when it is opened again", async () => {
    const { slack, ada, log } = await startBot(transport);
    slack.fault("views.publish", { kind: "http-500" });
    await ada.openHome();
    await log.line("a Home tab was not shown");
    await ada.openHome();
    expect(await shown(slack, ada)).toMatch(/You said/);
    expect(slack.transcript.filter(({ name }) => name === "chat.postMessage" || name === "chat.postEphemeral")).toEqual(
      [],
    );
  });
});
