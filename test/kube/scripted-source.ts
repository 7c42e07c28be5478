// A source of lists and watches that a test feeds by hand, at the place where a reflector meets the network.
import { UnavailableError } from "../../kube/errors.ts";
import type { ListWatch } from "../../kube/list-watch.ts";
import type { ObjectList } from "../../kube/types.ts";
import { settle } from "./fake-clock.ts";
import type { Thing } from "./things.ts";

type Outcome<T> = T | Error;

interface OpenWatch {
  readonly resourceVersion: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  push(line: string): void;
  end(error?: Error): void;
}

export interface ScriptedSource extends ListWatch<Thing> {
  /** What was asked for, in order: "list", "watch 5", "probe". */
  readonly calls: string[];
  /** What the next lists answer; the last one stays. */
  readonly lists: Outcome<ObjectList<Thing>>[];
  /** What the next openings of a watch answer; "open" when empty. */
  readonly opens: (Error | "open" | "hang")[];
  probes: Outcome<string>;
  /** The watch that is open now; throws when there is none. */
  current(): OpenWatch;
  readonly isOpen: boolean;
  /** Sends lines on the open watch and lets them be read. */
  send(...lines: string[]): Promise<void>;
  /** Ends the open watch, with an error if given. */
  end(error?: Error): Promise<void>;
}

export const listOf = (resourceVersion: number, ...items: Thing[]): ObjectList<Thing> => ({
  items,
  resourceVersion: String(resourceVersion),
});

export function createScriptedSource(...lists: Outcome<ObjectList<Thing>>[]): ScriptedSource {
  let open: OpenWatch | undefined;
  const source: ScriptedSource = {
    calls: [],
    lists,
    opens: [],
    probes: "0",
    list: async () => {
      source.calls.push("list");
      const next = lists.length > 1 ? lists.shift() : lists[0];
      if (next === undefined || next instanceof Error) throw next ?? new Error("The test gave no list");
      return structuredClone(next);
    },
    probe: async () => {
      source.calls.push("probe");
      if (source.probes instanceof Error) throw source.probes;
      return source.probes;
    },
    watch: async (from, signal) => {
      source.calls.push(`watch ${from.resourceVersion}`);
      const next = source.opens.shift() ?? "open";
      if (next instanceof Error) throw next;
      if (next === "hang") await aborted(signal);
      const { watch, lines } = createStream(from, signal, () => {
        open = undefined;
      });
      open = watch;
      return lines;
    },
    current: () => {
      if (open === undefined) throw new Error("No watch is open");
      return open;
    },
    get isOpen() {
      return open !== undefined;
    },
    send: async (...sent) => {
      for (const one of sent) source.current().push(one);
      await settle();
    },
    end: async (error) => {
      source.current().end(error);
      await settle();
    },
  };
  return source;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function createStream(
  from: { resourceVersion: string; timeoutSeconds: number },
  signal: AbortSignal,
  closed: () => void,
) {
  const pending: (string | Error | "end")[] = [];
  let wake = () => {};
  const put = (item: string | Error) => {
    pending.push(item);
    wake();
  };
  signal.addEventListener("abort", () => put(new UnavailableError("aborted")), { once: true });
  const next = async (): Promise<string | Error | "end"> => {
    while (pending.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return pending.shift() ?? "end";
  };
  async function* lines(): AsyncGenerator<string> {
    try {
      for (let item = await next(); item !== "end"; item = await next()) {
        if (item instanceof Error) throw item;
        yield item;
      }
    } finally {
      closed();
    }
  }
  const watch: OpenWatch = { ...from, signal, push: put, end: (error) => put(error ?? "end") };
  return { watch, lines: lines() };
}
