// Owns modals, as a stack for each person, and Home tabs.
import type { HomeView, ModalView } from "@slack/types";
import { Refusal } from "../refusal.ts";

export type View = ModalView | HomeView;

export interface StoredView {
  readonly id: string;
  readonly user: string;
  readonly view: View;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string;
}

export interface Views {
  find(id: string): StoredView | undefined;
  byExternalId(externalId: string): StoredView | undefined;
  /** The first of a new stack; what was open is gone. */
  open(user: string, view: View): StoredView;
  /** On top. Throws Refusal at the fourth. */
  push(user: string, view: View): StoredView;
  update(stored: StoredView, view: View): StoredView;
  publish(user: string, view: View): StoredView;
  /** The one below shows. */
  close(stored: StoredView): void;
  clear(user: string): void;
  top(user: string): StoredView | undefined;
  home(user: string): StoredView | undefined;
}

const DEEPEST = 3;

/** `withIds` gives blocks the ids that they lack. */
export function createViews(ids: (prefix: string) => string, withIds: (view: View) => View): Views {
  const stacks = new Map<string, readonly StoredView[]>();
  const homes = new Map<string, StoredView>();
  const stack = (user: string) => stacks.get(user) ?? [];
  const all = () => [...[...stacks.values()].flat(), ...homes.values()];
  const make = (user: string, view: View, below?: StoredView): StoredView => {
    const id = ids("V");
    const previous = below === undefined ? {} : { previousId: below.id };
    return { id, user, view: withIds(view), hash: ids("hash."), rootId: below?.rootId ?? id, ...previous };
  };
  const put = (user: string, views: readonly StoredView[], added: StoredView): StoredView => {
    stacks.set(user, [...views, added]);
    return added;
  };
  return {
    find: (id) => all().find((stored) => stored.id === id),
    byExternalId: (externalId) => all().find(({ view }) => view.external_id === externalId),
    open: (user, view) => put(user, [], make(user, view)),
    push: (user, view) => {
      const views = stack(user);
      if (views.length >= DEEPEST) throw new Refusal("push_limit_reached", `${DEEPEST} views are the most`);
      return put(user, views, make(user, view, views.at(-1)));
    },
    update: (stored, view) => {
      const changed = { ...stored, view: withIds(view), hash: ids("hash.") };
      if (view.type === "home") homes.set(stored.user, changed);
      else
        stacks.set(
          stored.user,
          stack(stored.user).map((one) => (one.id === stored.id ? changed : one)),
        );
      return changed;
    },
    publish: (user, view) => {
      const before = homes.get(user);
      const made = make(user, view);
      const published = before === undefined ? made : { ...made, id: before.id, rootId: before.id };
      homes.set(user, published);
      return published;
    },
    close: ({ id, user }) => {
      stacks.set(
        user,
        stack(user).filter((one) => one.id !== id),
      );
    },
    clear: (user) => void stacks.delete(user),
    top: (user) => stack(user).at(-1),
    home: (user) => homes.get(user),
  };
}
