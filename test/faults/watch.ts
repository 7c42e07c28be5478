// Carries out what befalls one watch while it is open. Knows lines, as the API server sends them.
import { statusOf } from "./call.ts";
import type { Fate, FateKind } from "./fates.ts";

/** The client's side of an open watch. */
export interface Down {
  write(text: string | Uint8Array): void;
  end(): void;
  reset(): void;
}

/** What becomes of each line, and what is to be stopped when the watch is over. */
export interface Passage {
  line(line: string): void;
  stop(): void;
}

type Play = (down: Down, fate: Fate, struck: () => void) => Passage;

const HALF_A_LINE = '{"type":"MODIFIED","object":{"metad';
/** How far behind a repetition may come. */
const REPEATED_LATER = 3;
const CUT_AT_THE_LATEST_MS = 1500;
/** What only disturbs lines lasts this much longer, or the next watch would never be drawn for. */
const BEFORE_ITS_END_MS = 1500;

const plays: Partial<Record<FateKind, Play>> = {
  "watch-reset": (down, { afterMs }, struck) =>
    until(down, afterMs, () => {
      struck();
      down.reset();
    }),
  "watch-end": (down, { afterMs }, struck) =>
    until(down, afterMs, () => {
      struck();
      down.end();
    }),
  "watch-expired": (down, fate, struck) => told(down, fate, [410, "Expired", struck]),
  "watch-error": (down, fate, struck) => told(down, fate, [500, "InternalError", struck]),
  "watch-cut": cut,
  "watch-freeze": freeze,
  "watch-hold": hold,
  "watch-slow": slow,
  "watch-duplicate": duplicate,
};

/** `undefined`: it is not for open watches. */
export function playWatch(down: Down, fate: Fate, struck: () => void): Passage | undefined {
  return plays[fate.kind]?.(down, fate, struck);
}

/** Lets everything pass until the time has come. */
function until(down: Down, afterMs: number, strike: () => void): Passage {
  const timer = setTimeout(strike, afterMs);
  return { line: (line) => down.write(`${line}\n`), stop: () => clearTimeout(timer) };
}

function told(down: Down, { afterMs }: Fate, [code, reason, struck]: readonly [number, string, () => void]): Passage {
  return until(down, afterMs, () => {
    struck();
    down.write(`${JSON.stringify({ type: "ERROR", object: statusOf(code, reason) })}\n`);
    down.end();
  });
}

/** The next line ends in its middle, and with it the watch, in good order; if none comes, one that never was. */
function cut(down: Down, { afterMs }: Fate, struck: () => void): Passage {
  let due = false;
  let over = false;
  const strike = (half: string) => {
    over = true;
    struck();
    down.write(half);
    down.end();
  };
  const armed = setTimeout(() => {
    due = true;
  }, afterMs);
  const last = setTimeout(() => over || strike(HALF_A_LINE), afterMs + CUT_AT_THE_LATEST_MS);
  return {
    line: (line) => {
      if (over) return;
      if (due) strike(line.slice(0, line.length / 2));
      else down.write(`${line}\n`);
    },
    stop: () => {
      clearTimeout(armed);
      clearTimeout(last);
    },
  };
}

/** Nothing more comes, while the connection stays; broken off if the client has more patience. */
function freeze(down: Down, { afterMs, lastsMs }: Fate, struck: () => void): Passage {
  let frozen = false;
  const begins = setTimeout(() => {
    frozen = true;
    struck();
  }, afterMs);
  const ends = setTimeout(() => down.reset(), afterMs + lastsMs);
  return {
    line: (line) => frozen || down.write(`${line}\n`),
    stop: () => {
      clearTimeout(begins);
      clearTimeout(ends);
    },
  };
}

/** What comes is kept back for a while, and then comes at once; later the watch ends in good order. */
function hold(down: Down, { afterMs, lastsMs }: Fate, struck: () => void): Passage {
  const held: string[] = [];
  let holding = false;
  const begins = setTimeout(() => {
    holding = true;
  }, afterMs);
  const ends = setTimeout(() => {
    holding = false;
    if (held.length > 0) struck();
    down.write(held.join(""));
  }, afterMs + lastsMs);
  const over = setTimeout(() => down.end(), 2 * (afterMs + lastsMs) + BEFORE_ITS_END_MS);
  return {
    line: (line) => {
      if (holding) held.push(`${line}\n`);
      else down.write(`${line}\n`);
    },
    stop: () => {
      for (const timer of [begins, ends, over]) clearTimeout(timer);
    },
  };
}

/** Lines come in two pieces, so that each is read while it is not complete, until the watch ends in good order. */
function slow(down: Down, { lastsMs }: Fate, struck: () => void): Passage {
  const over = setTimeout(() => down.end(), lastsMs + BEFORE_ITS_END_MS);
  const pauseMs = Math.min(200, lastsMs);
  const pieces: Uint8Array[] = [];
  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    const piece = pieces.shift();
    timer = piece === undefined ? undefined : setTimeout(next, pauseMs);
    if (piece !== undefined) down.write(piece);
  };
  return {
    line: (line) => {
      if (pieces.length === 0 && timer === undefined) struck();
      const bytes = Buffer.from(`${line}\n`);
      const middle = Math.floor(bytes.length / 2);
      pieces.push(bytes.subarray(0, middle), bytes.subarray(middle));
      if (timer === undefined) next();
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(over);
    },
  };
}

/** Each line comes twice, and once more after some others, until the watch ends in good order. */
function duplicate(down: Down, { lastsMs }: Fate, struck: () => void): Passage {
  const over = setTimeout(() => down.end(), lastsMs + BEFORE_ITS_END_MS);
  const past: string[] = [];
  return {
    line: (line) => {
      if (past.length === 0) struck();
      past.push(line);
      const again = past.length > REPEATED_LATER ? past.shift() : undefined;
      down.write([line, line, ...(again === undefined ? [] : [again])].map((one) => `${one}\n`).join(""));
    },
    stop: () => clearTimeout(over),
  };
}
