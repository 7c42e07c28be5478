// /asr unprotect: says what is at stake, and writes only what a button says.
import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../../../bot/command.ts";
import { unprotect } from "../../../bot/commands/unprotect.ts";
import { protectionOf, runOf, status } from "../build.ts";
import { buttons, problems, words } from "../read.ts";
import { type Asking, type AskingParts, askingOf } from "./facts.ts";

let open: Asking | undefined;
afterEach(() => open?.stop());

async function scene(more: Partial<AskingParts> = {}): Promise<Asking> {
  open = await askingOf({ commands: [unprotect], protections: [protectionOf()], ...more });
  return open;
}
const messageOf = (answer: Answer) => {
  if (!("message" in answer)) throw new Error("It answered with a form");
  expect(problems(answer.message)).toEqual([]);
  return answer.message;
};
const pressed = { source: "button" } as const;
const written = ({ writes }: Asking) => writes.map(({ method, body }) => [method, body]);

describe("the question", () => {
  test("says what becomes of the recovery points, and offers both ends and none", async () => {
    const one = await scene();
    const message = messageOf(await one.ask("unprotect web01"));
    expect(words(message)).toMatch(
      /\*Keep it\*: only the manifest goes.*\n\*Stop it\*: .*\*every recovery point is deleted\*/,
    );
    expect(buttons(message)).toEqual({
      "Keep replication": "unprotect web01 --keep -n dr-team",
      "Stop replication": "unprotect web01 --stop -n dr-team",
      Cancel: "unprotect web01 --cancel -n dr-team",
    });
    expect(one.writes).toEqual([]);
  });

  test("asks again before recovery points go, and only then", async () => {
    const blocks = JSON.stringify(messageOf(await (await scene()).ask("unprotect web01")).blocks);
    expect(blocks.match(/"confirm":\{"title"/g)).toHaveLength(1);
    expect(blocks).toMatch(/Every recovery point of web01 is deleted\. This cannot be taken back\./);
  });

  test("says that a test failover is cleaned up first", async () => {
    const one = await scene({ runs: [runOf({ metadata: { name: "drill-1" }, status: status.running })] });
    expect(words(messageOf(await one.ask("unprotect web01")))).toMatch(/A test failover is under way \(`drill-1`\)/);
  });

  test("says nothing of one that ended", async () => {
    const one = await scene({ runs: [runOf({ status: status.succeeded })] });
    expect(words(messageOf(await one.ask("unprotect web01")))).not.toMatch(/under way/);
  });

  test.each(["argocd.argoproj.io/tracking-id", "kustomize.toolkit.fluxcd.io/name"])(
    "warns that Git makes it again when it has %s",
    async (mark) => {
      const one = await scene({ protections: [protectionOf({ metadata: { annotations: { [mark]: "x" } } })] });
      expect(words(messageOf(await one.ask("unprotect web01")))).toMatch(/Its manifest comes from Git/);
    },
  );
});

describe("Keep", () => {
  test("deletes the manifest and leaves replication alone", async () => {
    const one = await scene();
    const said = words(messageOf(await one.ask("unprotect web01 --keep", pressed)));
    expect(said).toMatch(/Azure goes on replicating it/);
    expect(written(one)).toEqual([["DELETE", expect.objectContaining({ preconditions: { uid: "uid-web01" } })]]);
  });

  test("keeps although the manifest says that replication ends with it", async () => {
    const one = await scene({ protections: [protectionOf({ spec: { deletionPolicy: "StopReplication" } })] });
    await one.ask("unprotect web01 --keep", pressed);
    expect(written(one).map(([method, body]) => [method, (body as { spec?: object }).spec])).toEqual([
      ["PATCH", { deletionPolicy: "Retain" }],
      ["DELETE", undefined],
    ]);
  });
});

describe("Stop", () => {
  test("says what is to be stopped before it deletes", async () => {
    const one = await scene();
    const said = words(messageOf(await one.ask("unprotect web01 --stop", pressed)));
    expect(said).toMatch(/^Azure will be asked to stop replicating \*web01\*/);
    expect(written(one).map(([method, body]) => [method, (body as { spec?: object }).spec])).toEqual([
      ["PATCH", { deletionPolicy: "StopReplication" }],
      ["PATCH", undefined],
      ["DELETE", undefined],
    ]);
  });

  test("leaves the request's id with it, for the log and for Azure's", async () => {
    const one = await scene();
    await one.ask("unprotect web01 --stop", { ...pressed, id: "2f6c0000-0000-4000-8000-00000000abcd" });
    const annotations = { "asr-chatops.io/correlation": "2f6c0000-0000-4000-8000-00000000abcd" };
    expect(written(one)[0]?.[1]).toMatchObject({ metadata: { annotations } });
  });

  test("holds it for the operator, which may not have seen yet that it is to stop something", async () => {
    const one = await scene();
    await one.ask("unprotect web01 --stop", pressed);
    const [, held] = written(one);
    expect(held?.[1]).toMatchObject({ metadata: { uid: "uid-web01", finalizers: ["asr-chatops.io/azure"] } });
  });

  test("leaves alone what the operator holds already", async () => {
    const finalizers = ["asr-chatops.io/azure"];
    const spec = { deletionPolicy: "StopReplication" } as const;
    const one = await scene({ protections: [protectionOf({ metadata: { finalizers }, spec })] });
    await one.ask("unprotect web01 --stop", pressed);
    expect(written(one).map(([method]) => method)).toEqual(["DELETE"]);
  });

  test("without the right to patch does nothing at all", async () => {
    const one = await scene({ denied: ["patch physicalmachineprotections"] });
    await expect(one.ask("unprotect web01 --stop", pressed)).rejects.toThrow(/^Nothing was done\..*`patch`/);
    expect(one.writes).toEqual([]);
  });

  test("pressed twice deletes once", async () => {
    const one = await scene();
    await one.ask("unprotect web01 --stop", pressed);
    await expect(one.ask("unprotect web01 --stop", pressed)).rejects.toThrow("`web01` is gone already.");
    expect(one.writes.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  });

  test("does nothing to another that has the name by now", async () => {
    const one = await scene();
    one.held.set("web01", protectionOf({ metadata: { uid: "uid-of-another" } }));
    await expect(one.ask("unprotect web01 --stop", pressed)).rejects.toThrow("is gone already");
    expect(one.writes).toEqual([]);
  });
});

test.each(["--keep", "--stop", "--cancel"])("%s cannot be typed", async (flag) => {
  const one = await scene();
  await expect(one.ask(`unprotect web01 ${flag}`)).rejects.toThrow(/cannot be typed/);
  expect(one.writes).toEqual([]);
});

test("Cancel writes nothing", async () => {
  const one = await scene();
  expect(words(messageOf(await one.ask("unprotect web01 --cancel", pressed)))).toBe(
    "Nothing was done: *web01* stays protected.",
  );
  expect(one.writes).toEqual([]);
});
