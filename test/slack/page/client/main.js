// The page's client: asks the server what to show, shows it, and passes on what the person does.
import { act, during } from "./acts.js";
import { ask, showErrors, showModal, valuesOf } from "./dialogs.js";
import { fill, fillList, showEnd } from "./patch.js";

const at = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const look = { as: query.get("as") ?? "", in: query.get("in") ?? "", thread: query.get("thread") ?? "" };
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

// Chromium leaves an emoji unseen that it has shown once without its font: the font goes before everything else.
const font = document.fonts.load('15px "Page Emoji"', "🟢").catch(() => undefined);

let asked = 0;

/** Shows the world as it is now. An answer that a later one has overtaken is thrown away. */
async function refresh() {
  asked += 1;
  const turn = asked;
  const params = new URLSearchParams({ ...look, tz: zone });
  if (look.thread === "") params.delete("thread");
  const state = await (await fetch(`/page/state?${params}`)).json();
  await font;
  if (turn === asked) show(state);
}

function show(state) {
  Object.assign(look, { as: state.me, in: state.place });
  remember();
  fill(at("sidebar"), state.sidebar);
  fill(at("header"), state.header);
  fillList(at("items"), state.items);
  at("say").hidden = state.hint === "";
  document.querySelector("[data-composer=main] textarea").placeholder = state.hint;
  document.querySelector("[data-composer=thread] textarea").placeholder = "Reply…";
  fillList(at("replies"), state.thread);
  at("thread").hidden = state.thread.length === 0;
  showModal(state.modal);
  document.body.dataset.ready = "true";
}

/** Who one is and where, in the address: a reload comes back to it, and two windows can be two people. */
function remember() {
  const params = new URLSearchParams(Object.entries(look).filter(([, value]) => value !== ""));
  if (location.search !== `?${params}`) history.replaceState(null, "", `?${params}`);
}

function go(change) {
  Object.assign(look, { thread: "" }, change);
  showEnd(at("items"));
  return during(refresh);
}

const doAs = (what) => act(look.as, what);

async function visit(place) {
  if (place !== look.in) fillBox("");
  await go({ in: place });
  if (place === "home") await doAs({ act: "home" });
  document.querySelector("[data-composer=main] textarea").focus();
}

async function press(pressed, label) {
  const { confirm } = pressed.dataset;
  if (confirm !== undefined && !(await ask(JSON.parse(confirm)))) return;
  pressed.ariaBusy = "true";
  const message = pressed.closest("[data-ts]");
  if (pressed.closest("#modal")) await doAs({ act: "press-modal", label });
  else if (message) await doAs({ act: "press", ts: message.dataset.ts, label });
  else await doAs({ act: "press-home", label });
  pressed.ariaBusy = null;
}

/** The label, as a person reads it; its action_id where another button of the message has the same label. */
function nameOf(pressed) {
  const { press: label, action } = pressed.dataset;
  const scope = pressed.closest("[data-ts], #modal, .home") ?? document;
  const same = [...scope.querySelectorAll("[data-press]")].filter((other) => other.dataset.press === label);
  return same.length > 1 && action ? action : label;
}

async function submit(form) {
  const { errors } = await doAs({ act: "submit", values: valuesOf(form) });
  showErrors(form, errors);
}

const said = [];

async function send(form) {
  const box = form.elements.line;
  const line = box.value.trim();
  if (line === "") return;
  box.value = "";
  grow(box);
  said.push(line);
  const thread = form.dataset.composer === "thread" ? { thread: look.thread } : {};
  const done = await doAs({ act: "send", channel: look.in, line, ...thread });
  if (done.failed && box.value === "") box.value = line;
  grow(box);
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function fillBox(line) {
  const box = document.querySelector("[data-composer=main] textarea");
  box.value = line;
  box.focus();
}

/** What a click means, by what was clicked. */
const clicks = [
  ["[data-press]", (button) => press(button, nameOf(button))],
  ["[data-place]", (link) => visit(link.dataset.place)],
  ["[data-person]", (button) => go({ as: button.dataset.person })],
  ["[data-thread]", (button) => go({ thread: button.dataset.thread })],
  ["[data-close-thread]", () => go({})],
  ["[data-try]", (button) => fillBox(button.dataset.try)],
  ["[data-close]", () => doAs({ act: "close" })],
];

document.addEventListener("click", (event) => {
  for (const [selector, does] of clicks) {
    const found = event.target.closest(selector);
    if (found === null) continue;
    if (!(found instanceof HTMLAnchorElement && found.target === "_blank")) event.preventDefault();
    void does(found);
    return;
  }
});

document.addEventListener("change", (event) => {
  const menu = event.target.closest("select[data-pick]");
  if (menu === null || menu.value === "") return;
  const label = menu.value;
  menu.selectedIndex = 0;
  void press(menu, label);
});

document.addEventListener("submit", (event) => {
  if (event.target.closest("#confirm")) return;
  event.preventDefault();
  if (event.target.matches("[data-modal]")) void submit(event.target);
  else void send(event.target);
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) grow(event.target);
});

/** Enter sends, Shift+Enter begins a line, Up brings back what was sent last. */
document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".composer textarea") || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "ArrowUp" && event.target.value === "") event.target.value = said.at(-1) ?? "";
});

// Escape asks to close; the modal goes when the server says that it is closed.
at("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  void doAs({ act: "close" });
});

const events = new EventSource("/page/events");
events.addEventListener("message", () => refresh().catch(() => undefined));

// A reload takes the ephemeral messages away, as in Slack. The first look comes with the first event.
if (performance.getEntriesByType("navigation")[0]?.type === "reload" && look.as !== "") void doAs({ act: "reload" });
if (look.in === "home" && look.as !== "") void doAs({ act: "home" });
