// Owns the faults that a test has asked for: which call meets which.
import type { Fault } from "./types.ts";

export interface Faults {
  add(method: string, fault: Fault, times: number): void;
  /** The fault that this call meets, if any; it is used up. */
  take(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const waiting: { readonly method: string; readonly fault: Fault; left: number }[] = [];
  return {
    add: (method, fault, times) => void waiting.push({ method, fault, left: times }),
    take: (method) => {
      const fits = (asked: string) => asked === method || (asked === "*" && method !== "respond");
      const found = waiting.find((one) => one.left > 0 && fits(one.method));
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
  };
}
