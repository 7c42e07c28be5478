// The modal that the app opens, and the question that a button asks before it does anything.
import { fill } from "./patch.js";

const modal = document.getElementById("modal");
let open;

/** Shows the modal on top, or none. What is typed into one stays while it is the same. */
export function showModal(view) {
  if (view === undefined) {
    if (modal.open) modal.close();
    open = undefined;
    return;
  }
  const isNew = open !== view.id;
  open = view.id;
  fill(modal, view.html);
  if (!modal.open) modal.showModal();
  if (isNew) modal.querySelector("[autofocus], .fill input, .fill textarea, .fill select")?.focus();
}

/** What the inputs hold, by block_id; several of one name with commas between. */
export function valuesOf(form) {
  const values = {};
  for (const control of form.querySelectorAll("[name]:not(:disabled)")) {
    const { name, type, value, checked } = control;
    const picked = type === "radio" || type === "checkbox";
    values[name] ??= "";
    if (!picked) values[name] = value;
    else if (checked) values[name] += values[name] === "" ? value : `,${value}`;
  }
  return values;
}

/** Shows what is wrong beside the inputs, and nothing beside those that are right. */
export function showErrors(form, errors = {}) {
  for (const place of form.querySelectorAll("[data-wrong]")) {
    const text = errors[place.dataset.wrong] ?? "";
    place.textContent = text;
    place.closest(".input")?.classList.toggle("bad", text !== "");
  }
  form.querySelector(".bad :is(input, textarea, select)")?.focus();
}

const button = (look, text, value) => {
  const made = document.createElement("button");
  Object.assign(made, { className: `button ${look}`, textContent: text, value });
  return made;
};

/** Resolves with whether the person said yes. Each question is a dialog of its own, gone when it is answered. */
export function ask({ title, body, yes, no, style }) {
  const question = document.createElement("dialog");
  question.id = "confirm";
  question.setAttribute("aria-labelledby", "confirm-title");
  const form = document.createElement("form");
  form.method = "dialog";
  const heading = document.createElement("h2");
  heading.id = "confirm-title";
  heading.textContent = title;
  const words = document.createElement("div");
  words.className = "text";
  // Made by the server's renderer, which escapes all that is not markup of its own.
  words.innerHTML = body;
  const foot = document.createElement("footer");
  foot.append(button("", no, "no"), button(style, yes, "yes"));
  form.append(heading, words, foot);
  question.append(form);
  document.body.append(question);
  question.showModal();
  return new Promise((resolve) => {
    question.addEventListener("close", () => {
      question.remove();
      resolve(question.returnValue === "yes");
    });
  });
}
