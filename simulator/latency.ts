// Owns how long answers take in real time: a latency for all of them, and a jitter made from the seed.
import { fraction } from "./chance.ts";

export interface Latency {
  readonly milliseconds: number;
  /** up to so much more, another part of it for every answer */
  readonly jitterMilliseconds: number;
}

export const NO_LATENCY: Latency = { milliseconds: 0, jitterMilliseconds: 0 };

/** The latency of an answer, in whole milliseconds; `number` counts the answers. */
export const delayOf = ({ milliseconds, jitterMilliseconds }: Latency, seed: string, number: number): number =>
  Math.round(milliseconds + fraction("jitter", seed, number) * jitterMilliseconds);
