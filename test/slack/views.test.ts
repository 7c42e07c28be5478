// Triggers, modals and Home on the fake: requirements 28 to 33.
import { describe, expect, test } from "vitest";
import { CHANNEL, MODAL, type Rig, startRig, TRANSPORTS } from "./rig.ts";
import { type Answering, NEVER } from "./small-app.ts";

const titled = (text: string, more: object = {}) => ({ ...MODAL, title: { type: "plain_text", text }, ...more });
const HOME = { type: "home", blocks: [{ type: "section", text: { type: "mrkdwn", text: "All is well" } }] };

/** A trigger of ada's. */
async function trigger({ ada, app }: Rig): Promise<unknown> {
  await ada.command(CHANNEL, "/asr form");
  return app.heard.at(-1)?.payload.trigger_id;
}

/** With ada's modal open; submissions are answered as given. */
async function withModal(
  transport: "socket" | "http",
  answer: Answering = () => undefined,
  view: object = MODAL,
  options = {},
): Promise<Rig> {
  const answering: Answering = (heard) => (heard.name === "/asr" ? undefined : answer(heard));
  const rig = await startRig(transport, answering, options);
  const opened = await rig.call("views.open", { trigger_id: await trigger(rig), view });
  expect(opened).toMatchObject({ ok: true });
  return rig;
}

describe("28: a trigger", () => {
  test("works once", async () => {
    const rig = await startRig("socket");
    const trigger_id = await trigger(rig);
    expect(await rig.call("views.open", { trigger_id, view: MODAL })).toMatchObject({ ok: true });
    expect(await rig.call("views.open", { trigger_id, view: MODAL })).toMatchObject({ error: "exchanged_trigger_id" });
    expect(rig.slack.problems).toEqual(["views.open: exchanged_trigger_id: a trigger works once"]);
  });

  test("lives three seconds", async () => {
    const rig = await startRig("socket");
    const [first, second] = [await trigger(rig), await trigger(rig)];
    rig.clock.advance(3000);
    expect(await rig.call("views.open", { trigger_id: first, view: MODAL })).toMatchObject({ ok: true });
    rig.clock.advance(1);
    const late = await rig.call("views.open", { trigger_id: second, view: MODAL });
    expect(late).toMatchObject({ error: "expired_trigger_id" });
  });

  test("that was never given out is invalid", async () => {
    const { call } = await startRig("socket");
    const answer = await call("views.open", { trigger_id: "1.2.3", view: MODAL });
    expect(answer).toMatchObject({ error: "invalid_trigger_id" });
  });
});

describe.each(TRANSPORTS)("over %s", (transport) => {
  test("30: a submission carries values and private_metadata; without an answer the modal closes", async () => {
    const rig = await withModal(transport);
    expect(rig.ada.modal()).toMatchObject({ title: { text: "Test failover" }, id: expect.stringMatching(/^V/) });
    expect(rig.bob.modal()).toBeUndefined();
    expect(await rig.ada.submit({ notes: "quarterly" })).toEqual({});
    expect(rig.app.heard[1]?.payload).toMatchObject({
      type: "view_submission",
      user: { id: "U0ADA00001" },
      view: {
        callback_id: "form",
        private_metadata: "testfailover web01",
        state: { values: { notes: { value: { type: "plain_text_input", value: "quarterly" } } } },
      },
    });
    expect(rig.ada.modal()).toBeUndefined();
  });

  test("30: errors show and leave the modal open", async () => {
    const errors = { notes: "Too short" };
    const rig = await withModal(transport, () => ({ response_action: "errors", errors }));
    expect(await rig.ada.submit({ notes: "x" })).toEqual({ errors });
    expect(rig.ada.modal()).toMatchObject({ callback_id: "form" });
  });

  test.each([
    ["update", { response_action: "update", view: titled("Next") }, "Next"],
    ["push", { response_action: "push", view: titled("On top") }, "On top"],
    ["clear", { response_action: "clear" }, undefined],
  ])("30: %s changes what is shown", async (_name, said, title) => {
    const rig = await withModal(transport, () => said);
    expect(await rig.ada.submit({ notes: "x" })).toEqual({});
    expect(rig.ada.modal()?.title.text).toBe(title);
  });

  test("17: a submission that nobody acknowledges ends in operation_timeout, and the modal stays", async () => {
    const rig = await withModal(transport, () => NEVER, MODAL, { ackMilliseconds: 50 });
    expect(await rig.ada.submit({ notes: "x" })).toEqual({ failed: "operation_timeout" });
    expect(rig.ada.modal()).toBeDefined();
  });

  test.each([
    [true, ["/asr", "view_closed"]],
    [false, ["/asr"]],
  ])("31: closing with notify_on_close %s", async (notify_on_close, heard) => {
    const rig = await withModal(transport, () => undefined, { ...MODAL, notify_on_close });
    await rig.ada.close();
    expect(rig.ada.modal()).toBeUndefined();
    expect(rig.app.names).toEqual(heard);
  });

  test("33: opening the Home tab is told, and publishing changes one person's", async () => {
    const rig = await startRig(transport);
    await rig.ada.openHome();
    expect(rig.app.heard[0]?.payload).toMatchObject({
      type: "event_callback",
      event: { type: "app_home_opened", user: "U0ADA00001", tab: "home" },
    });
    expect(await rig.call("views.publish", { user_id: "U0ADA00001", view: HOME })).toMatchObject({ ok: true });
    expect(rig.ada.home()).toMatchObject({ type: "home", blocks: HOME.blocks });
    expect(rig.bob.home()).toBeUndefined();
  });
});

describe("29: views", () => {
  test("can be pushed from a modal, three deep", async () => {
    const button = { type: "button", text: { type: "plain_text", text: "More" }, action_id: "more" };
    const view = { ...MODAL, blocks: [{ type: "actions", elements: [button] }] };
    const rig = await withModal("socket", () => undefined, view);
    const answers: unknown[] = [];
    for (const title of ["Second", "Third", "Fourth"]) {
      await rig.ada.pressModal("More");
      const { trigger_id } = rig.app.heard.at(-1)?.payload ?? {};
      answers.push((await rig.call("views.push", { trigger_id, view: { ...view, title: titled(title).title } })).error);
    }
    expect(answers).toEqual([undefined, undefined, "push_limit_reached"]);
    expect(rig.ada.modal()?.title.text).toBe("Third");
    await rig.ada.close();
    expect(rig.ada.modal()?.title.text).toBe("Second");
  });

  test("cannot be pushed from a command", async () => {
    const rig = await startRig("socket");
    const answer = await rig.call("views.push", { trigger_id: await trigger(rig), view: MODAL });
    expect(answer).toMatchObject({ error: "invalid_trigger_id" });
  });

  test("are updated by id or by external_id, and only at the hash that was seen", async () => {
    const rig = await withModal("socket", () => undefined, { ...MODAL, external_id: "mine" });
    const { id: view_id } = rig.ada.modal() ?? {};
    const update = (args: object) =>
      rig.call("views.update", { view: titled("Next", { external_id: "mine" }), ...args });
    expect(await update({ external_id: "mine" })).toMatchObject({ ok: true, view: { id: view_id } });
    expect(await update({ view_id, hash: "hash.000000001" })).toMatchObject({ error: "hash_conflict" });
    expect(await update({ view_id: "V1" })).toMatchObject({ error: "not_found" });
    await rig.ada.close();
    expect(await update({ view_id })).toMatchObject({ error: "not_found" });
  });

  test("that are not valid are refused, and the trigger is not spent", async () => {
    const rig = await startRig("socket");
    const trigger_id = await trigger(rig);
    const refused = await rig.call("views.open", { trigger_id, view: titled("t".repeat(25)) });
    expect(refused).toMatchObject({ error: "invalid_arguments" });
    expect(String(refused.response_metadata?.messages)).toMatch(/^\[ERROR\] .*\/title/);
    expect(await rig.call("views.open", { trigger_id, view: MODAL })).toMatchObject({ ok: true });
    expect(rig.slack.problems).toHaveLength(1);
  });

  test("of the wrong type are refused", async () => {
    const rig = await startRig("socket");
    const answer = await rig.call("views.publish", { user_id: "U0ADA00001", view: MODAL });
    expect(answer).toMatchObject({ error: "invalid_arguments" });
  });
});

describe("30: the client", () => {
  const select = {
    type: "input",
    block_id: "point",
    optional: true,
    label: { type: "plain_text", text: "Point" },
    element: {
      type: "static_select",
      action_id: "value",
      options: ["latest", "app"].map((value) => ({ text: { type: "plain_text", text: `The ${value}` }, value })),
    },
  };
  const both = { ...MODAL, blocks: [...MODAL.blocks, select] };

  test("refuses an empty required field by itself", async () => {
    const rig = await withModal("socket");
    expect(await rig.ada.submit({})).toEqual({ errors: { notes: "Please complete this required field." } });
    expect(rig.app.names).toEqual(["/asr"]);
  });

  test("sends options, and nothing for what may be left out", async () => {
    const rig = await withModal("socket", () => ({ response_action: "errors", errors: { notes: "again" } }), both);
    await rig.ada.submit({ notes: "x", point: "app" });
    await rig.ada.submit({ notes: "x" });
    const points = rig.app.heard.slice(1).map(({ payload }) => payload.view?.state?.values?.point?.value);
    expect(points).toMatchObject([{ selected_option: { value: "app" } }, { selected_option: null }]);
  });

  test.each([
    [{ notes: "x", point: "oldest" }, '"point" has no option "oldest"'],
    [{ nothing: "x" }, 'The modal asks no "nothing"'],
  ])("cannot give what is not offered: %j", async (values, message) => {
    const rig = await withModal("socket", () => undefined, both);
    await expect(rig.ada.submit(values)).rejects.toThrow(message);
  });
});

test.each([
  ["errors for what is no input", { response_action: "errors", errors: { nothing: "x" } }],
  ["a view that is none", { response_action: "update", view: { type: "modal" } }],
  ["an action that is none", { response_action: "explode" }],
])("30: an answer with %s is a problem, and the person is told that it failed", async (_name, said) => {
  const rig = await withModal("socket", () => said);
  expect(await rig.ada.submit({ notes: "x" })).toEqual({ failed: "invalid_response" });
  expect(rig.slack.problems).toHaveLength(1);
});

describe.each(TRANSPORTS)("32: a menu that asks the bot, over %s", (transport) => {
  const menu = {
    type: "input",
    block_id: "machine",
    label: { type: "plain_text", text: "Machine" },
    element: { type: "external_select", action_id: "value", min_query_length: 2 },
  };
  const form = { ...MODAL, blocks: [menu] };
  const option = (value: string) => ({ text: { type: "plain_text", text: value.toUpperCase() }, value });
  const offering =
    (count: number): Answering =>
    ({ name }) =>
      name === "block_suggestion"
        ? { options: Array.from({ length: count }, (_, n) => option(`web${n + 1}`)) }
        : undefined;

  test("asks from min_query_length on; what it offers can be picked", async () => {
    const rig = await withModal(transport, offering(2), form);
    expect(await rig.ada.suggest("machine", "w")).toEqual({ options: [] });
    await expect(rig.ada.submit({ machine: "web2" })).rejects.toThrow('has no option "web2"');
    const options = ["web1", "web2"].map((value) => ({ text: value.toUpperCase(), value }));
    expect(await rig.ada.suggest("machine", "we")).toEqual({ options });
    expect(rig.app.heard.at(-1)?.payload).toMatchObject({
      type: "block_suggestion",
      action_id: "value",
      block_id: "machine",
      value: "we",
      container: { type: "view" },
    });
    await rig.ada.submit({ machine: "web2" });
    const { values } = (rig.app.heard.at(-1)?.payload.view?.state as unknown as { values: unknown }) ?? {};
    expect(values).toMatchObject({ machine: { value: { selected_option: { value: "web2" } } } });
  });

  test("takes a hundred options and not one more", async () => {
    const full = await withModal(transport, offering(100), form);
    expect((await full.ada.suggest("machine", "we")).options).toHaveLength(100);
    const over = await withModal(transport, offering(101), form);
    expect((await over.ada.suggest("machine", "we")).options).toHaveLength(0);
    expect([full.slack.problems.length, over.slack.problems.length]).toEqual([0, 1]);
  });

  test("17: shows operation_timeout when nobody answers", async () => {
    const rig = await withModal(transport, () => NEVER, form, { ackMilliseconds: 50 });
    expect(await rig.ada.suggest("machine", "we")).toEqual({ failed: "operation_timeout", options: [] });
  });
});
