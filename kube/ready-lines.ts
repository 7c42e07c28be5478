// The keys that are ready to be worked on: one line per priority, and which of them comes next. Pure.

export interface Ready {
  readonly key: string;
  readonly priority: number;
  /** When it came into the line that it stands in. */
  readonly enteredMs: number;
  readonly sequence: number;
}

export interface ReadyLines<T extends Ready> {
  /** At the end of its priority's line. */
  add(item: T): void;
  remove(item: T): void;
  /** The next one that `isFree` and has at least this priority; it stays in its line. */
  next(nowMs: number, isFree: (key: string) => boolean, atLeast: number): T | undefined;
  /** Ready keys by priority, lines that have become empty included. */
  depth(): Map<number, number>;
  readonly size: number;
}

// Priorities below zero are for work that can wait, not for work that never happens:
// after this long a key stands in the line of priority 0, as if it had entered that line at this moment.
const patienceMs = 30_000;

export function createReadyLines<T extends Ready>(): ReadyLines<T> {
  const lines = new Map<number, Map<string, T>>();

  const head = (line: Map<string, T>, isFree: (key: string) => boolean): T | undefined => {
    for (const item of line.values()) if (isFree(item.key)) return item;
    return undefined;
  };

  return {
    add: (item) => {
      const line = lines.get(item.priority) ?? new Map<string, T>();
      lines.set(item.priority, line.set(item.key, item));
    },
    remove: (item) => {
      lines.get(item.priority)?.delete(item.key);
    },
    next: (nowMs, isFree, atLeast) => {
      let best: T | undefined;
      for (const [priority, line] of lines) {
        const item = priority >= atLeast ? head(line, isFree) : undefined;
        if (item !== undefined && (best === undefined || goesBefore(item, best, nowMs))) best = item;
      }
      return best;
    },
    depth: () => new Map([...lines].map(([priority, line]) => [priority, line.size])),
    get size() {
      return [...lines.values()].reduce((total, line) => total + line.size, 0);
    },
  };
}

function goesBefore(a: Ready, b: Ready, nowMs: number): boolean {
  const [left, right] = [standing(a, nowMs), standing(b, nowMs)];
  if (left.priority !== right.priority) return left.priority > right.priority;
  if (left.enteredMs !== right.enteredMs) return left.enteredMs < right.enteredMs;
  return a.sequence < b.sequence;
}

function standing({ priority, enteredMs }: Ready, nowMs: number): { priority: number; enteredMs: number } {
  const aged = priority < 0 && nowMs - enteredMs >= patienceMs;
  return aged ? { priority: 0, enteredMs: enteredMs + patienceMs } : { priority, enteredMs };
}
