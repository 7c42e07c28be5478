// Deliveries that nobody here handles: Slack tells whoever acted, the log tells us, and the process goes on.
import { describe, expect, test } from "vitest";
import { CHANNEL, TRANSPORTS, withButton } from "../slack/rig.ts";
import { seen, startBot } from "./rig.ts";

const CARD = withButton("A card of another app's") as {
  readonly text: string;
  readonly blocks: [];
};

describe.each(TRANSPORTS)("over %s, nothing ends at", (transport) => {
  test("a button that is not ours", async () => {
    const { slack, web, log, ada } = await startBot(transport, { slack: { ackMilliseconds: 100 } });
    const { ts = "" } = await web.chat.postMessage({ channel: CHANNEL, ...CARD });
    expect(await ada.press(ts, "Start")).toEqual({ failed: "operation_timeout" });
    // Over HTTP the library waits its own three seconds, then says so.
    if (transport === "http") await log.line("was not acknowledged");
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    await seen(slack, ada, "You said status");
  });
});
