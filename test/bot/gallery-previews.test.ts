// The messages and forms about drills are ones that Slack takes, and their buttons are lines that the bot reads.
import { describe, expect, test } from "vitest";
import { changeForm, noteForm } from "../../bot/cards/drill-form.ts";
import { drillsMessage } from "../../bot/cards/drills.ts";
import type { Form } from "../../bot/cards/form.ts";
import { previewMessage } from "../../bot/cards/preview.ts";
import { cleanup } from "../../bot/commands/cleanup.ts";
import { drills } from "../../bot/commands/drills.ts";
import { extend } from "../../bot/commands/extend.ts";
import { testfailover } from "../../bot/commands/testfailover.ts";
import { verdict } from "../../bot/commands/verdict.ts";
import { commandLine, parse } from "../../bot/parse.ts";
import { blockProblems, viewProblems } from "../slack/block-kit/validate.ts";
import { at, condition, protectionOf, runOf, status, wellBut } from "./build.ts";
import { previews } from "./gallery-previews.ts";

const commands = [testfailover, extend, cleanup, verdict, drills];

describe.each(previews)("$title", ({ message }) => {
  test("is a message that Slack takes", () => {
    expect(blockProblems(message.blocks)).toEqual([]);
    expect(message.text).not.toBe("");
  });

  test("has buttons that the bot reads as they were written", () => {
    const lines = JSON.stringify(message.blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g);
    for (const [, escaped] of lines) {
      const line: string = JSON.parse(`"${escaped}"`);
      expect(commandLine(parse(line, commands, { hidden: true }))).toBe(line);
    }
  });
});

describe("what is as long as it can be", () => {
  const long = "x".repeat(63);

  test("is still a list that Slack takes", () => {
    const machines = Array.from({ length: 60 }, (_, n) => `${n}${long}`.slice(0, 63));
    const protections = machines.map((name, n) =>
      protectionOf({
        metadata: { name },
        status: { conditions: wellBut(condition("Drilled", "False", [n % 2 ? "NeverDrilled" : "DrillOverdue", ""])) },
      }),
    );
    const runs = machines.map((name, n) =>
      runOf({
        metadata: { name },
        spec: {
          protection: name,
          requestedBy: "<&>".repeat(100),
          verdict: { result: "Passed", by: "<&>".repeat(100) },
        },
        status: {
          ...(n % 2 ? status.running : status.succeeded),
          target: { protection: name, machine: "&".repeat(256) },
        },
      }),
    );
    const freshness = { asOf: at("10:42"), silent: false };
    const facts = { clusterName: long, namespace: long, now: at("10:43"), freshness };
    expect(blockProblems(drillsMessage({ ...facts, runs, protections }).blocks)).toEqual([]);
  });

  test("is still a preview that Slack takes", () => {
    const errors = [{ code: "1", message: "&".repeat(5000) }];
    const stuck = condition("Ready", "False", ["Failed", "<".repeat(5000)]);
    const protection = protectionOf({
      metadata: { name: long },
      spec: { testNetwork: { network: `/${"n".repeat(500)}`, subnet: "s".repeat(80) } },
      status: { replicationHealth: "Critical", healthErrors: errors, conditions: [stuck] },
    });
    const now = at("10:43");
    const { blocks } = previewMessage({
      request: { ...request, protection, network: undefined },
      preview: { id: "9f3c1a2b", issued: now },
      channel: "C0DRILLS01",
      member: false,
      insteadOfExpired: true,
      clusterName: long,
      now,
      freshness: { asOf: at("10:00"), silent: true },
    });
    expect(blockProblems(blocks)).toEqual([]);
  });

  const view = ({ title, submit, blocks }: Form) => ({
    type: "modal",
    title: { type: "plain_text", text: title },
    submit: { type: "plain_text", text: submit },
    blocks,
  });
  const request = {
    protection: protectionOf({ metadata: { name: long } }),
    vault: undefined,
    point: "processed",
    cleanUpAfter: "167h59m",
    network: "n".repeat(512),
    notes: "&".repeat(240),
  } as const;

  test.each<[string, Form]>([
    ["to change", changeForm(request)],
    ["for a note", noteForm(long, `verdict ${long} failed`)],
  ])("is still a form %s that Slack takes", (_, form) => {
    expect(viewProblems(view(form))).toEqual([]);
  });
});
