// Puts what the server sent in place, and leaves alone what is the same: focus, selections and half-typed text stay.

const shown = new WeakMap();

/** Sets the inside of an element, unless it is that already. */
export function fill(element, html) {
  if (shown.get(element) === html) return;
  shown.set(element, html);
  element.innerHTML = html;
}

const ends = new WeakMap();

/** A list that shows its end goes on showing it, whatever is added and however much room it has. */
function keepEnd(list) {
  if (ends.has(list)) return;
  ends.set(list, true);
  const toEnd = () => {
    if (ends.get(list)) list.scrollTop = list.scrollHeight;
  };
  list.addEventListener("scroll", () => ends.set(list, list.scrollHeight - list.scrollTop - list.clientHeight < 60));
  const watcher = new ResizeObserver(toEnd);
  watcher.observe(list);
  new MutationObserver(toEnd).observe(list, { childList: true, subtree: true });
}

/** From now on the list shows its end again, as when somebody comes to a channel. */
export function showEnd(list) {
  ends.set(list, true);
}

/** Sets the children of a list by their keys. */
export function fillList(list, items) {
  keepEnd(list);
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const now = items.map(({ key, html }) => {
    const child = before.get(key) ?? made(key);
    fill(child, html);
    return child;
  });
  for (const child of [...list.children]) if (!now.includes(child)) child.remove();
  for (const [index, child] of now.entries()) {
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  }
}

function made(key) {
  const child = document.createElement("div");
  child.dataset.key = key;
  return child;
}
