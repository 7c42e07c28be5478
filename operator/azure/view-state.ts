// The memory behind one vault's view: what the polls fill and the view's questions read.
import type { Logger } from "../../kube/logger.ts";
import type { ActiveItems } from "./active-items.ts";
import { createActiveItems } from "./active-items.ts";
import type { AzureClock } from "./azure-clock.ts";
import type { Choice } from "./infrastructure.ts";
import type { Asked, ItemStore } from "./item-store.ts";
import { createItemStore } from "./item-store.ts";
import type { JobBook } from "./job-book.ts";
import { createJobBook } from "./job-book.ts";
import type { SiteRecovery } from "./site-recovery.ts";
import type { Discovery, Infrastructure, Seen } from "./view.ts";

export interface ViewState {
  readonly port: SiteRecovery;
  readonly clock: AzureClock;
  readonly logger: Logger;
  readonly choice: Choice;
  readonly items: ItemStore;
  readonly jobs: JobBook;
  readonly active: ActiveItems;
  infrastructure: Seen<Infrastructure>;
  /** Monotonic, like all `…Ms` below: when everything about the infrastructure was last read. */
  infrastructureMs: number;
  discovery: Discovery;
  /** When the last complete list of items was asked for. */
  listAsked: Asked | undefined;
  /** Why the last try brought no complete list; undefined when it did. */
  listTrouble: string | undefined;
  /** Until when the first look may take; in the past before it begins, once it is over, and after anything failed. */
  readingUntilMs: number;
  /** Until when lists are read more often, since something turned bad. */
  badUntilMs: number;
  /** Until when discovery is read more often, since somebody asked the appliance to look again. */
  askedUntilMs: number;
  /** Tells the view's listeners. */
  readonly tell: (what: string) => void;
}

export type StateParts = Pick<ViewState, "port" | "clock" | "logger" | "choice" | "tell">;

export function createViewState(parts: StateParts): ViewState {
  const items = createItemStore();
  return {
    ...parts,
    items,
    jobs: createJobBook(),
    active: createActiveItems(items),
    infrastructure: { state: "unknown", why: "Azure has not answered yet." },
    infrastructureMs: Number.NEGATIVE_INFINITY,
    discovery: { complete: false, machines: [] },
    listAsked: undefined,
    listTrouble: undefined,
    readingUntilMs: Number.NEGATIVE_INFINITY,
    badUntilMs: Number.NEGATIVE_INFINITY,
    askedUntilMs: Number.NEGATIVE_INFINITY,
  };
}

/** Azure's clock; our own before it ever answered. */
export function azureNow({ port, clock }: ViewState): Date {
  return port.azureNow() ?? clock.now();
}

/** Stamped before a request goes out: an answer can be no older than its question. */
export function asked(state: ViewState): Asked {
  return { ms: state.clock.monotonicMs(), at: azureNow(state) };
}
