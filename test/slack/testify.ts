// What a Slack received is searched for secrets when the test file is over, and its own must be nowhere else.
import { keepSecret, testify } from "../security/witness.ts";
import { identity } from "./model/people.ts";
import type { World } from "./world.ts";

export function testifyOfSlack({ transcript }: World): void {
  keepSecret("Slack's token of the bot", identity.botToken);
  keepSecret("Slack's token of the app", identity.appToken);
  keepSecret("Slack's signing secret", identity.signingSecret);
  keepSecret("Slack's verification token", identity.verificationToken);
  testify(() =>
    transcript.entries
      // What Slack itself says, in deliveries and answers, holds addresses that are as good as tokens.
      .filter(({ kind }) => kind === "call" || kind === "respond" || kind === "ack")
      .map(({ kind, name, body }) => ({ where: `Slack's ${kind} ${name}`, text: JSON.stringify(body ?? "") })),
  );
}
