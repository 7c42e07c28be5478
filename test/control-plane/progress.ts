// Says how long a slow step has been at work, so that minutes of building do not look like a hang.

export type Log = (line: string) => void;

/** 75 → "1 min 15 s". */
export function elapsedText(seconds: number): string {
  const whole = Math.floor(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export interface ProgressOptions {
  readonly log: Log;
  /** What is going on, e.g. "Building". May grow with what is known: it is asked at each line. */
  readonly what: () => string;
  readonly everySeconds?: number;
  /** Called at each line, e.g. to keep a lock fresh. */
  readonly onTick?: () => void;
}

/** Runs `work` and logs "<what>, <elapsed>" every few seconds until it settles. */
export async function withProgress<T>(options: ProgressOptions, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const tick = () => {
    options.onTick?.();
    options.log(`${options.what()}, ${elapsedText((performance.now() - start) / 1000)}`);
  };
  const timer = setInterval(tick, (options.everySeconds ?? 10) * 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
