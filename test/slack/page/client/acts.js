// Tells the server what the person did, and says when that failed. Things under way are counted in body's data-busy.

const toast = document.getElementById("toast");
let busy = 0;

function count(by) {
  busy += by;
  document.body.dataset.busy = String(busy);
}

count(0);

/** Work that is under way until it is over. */
export async function during(work) {
  count(1);
  try {
    return await work();
  } finally {
    count(-1);
  }
}

/** Does it as this person. Resolves with what the server said. */
export async function act(as, what) {
  hush();
  const done = await during(() => post({ as, ...what }));
  if (done.failed) say(done.failed);
  return done;
}

async function post(body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("/page/act", { method: "POST", headers, body: JSON.stringify(body) });
    return await response.json();
  } catch {
    return { failed: "Slack does not answer. What you did may not have arrived." };
  }
}

function say(text) {
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon";
  close.ariaLabel = "Dismiss";
  close.textContent = "✕";
  close.addEventListener("click", hush);
  toast.replaceChildren(words, close);
  toast.hidden = false;
}

function hush() {
  toast.hidden = true;
}
