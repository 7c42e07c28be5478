// Growing delays with jitter, for one thing that is tried again and again.

export interface Backoff {
  /** Milliseconds to wait now: uniform between 0 and the current ceiling, at least the floor; the ceiling then doubles. */
  nextMs(): number;
  reset(): void;
}

export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
  readonly floorMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createBackoff({ baseMs, capMs, floorMs, random }: BackoffOptions): Backoff {
  let ceilingMs = baseMs;
  return {
    nextMs: () => {
      const delayMs = Math.max(floorMs, random() * ceilingMs);
      ceilingMs = Math.min(capMs, ceilingMs * 2);
      return delayMs;
    },
    reset: () => {
      ceilingMs = baseMs;
    },
  };
}
