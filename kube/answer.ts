// The API server's answers, taken at its word: it validated the objects against the schema that our types come from.
import { RejectedError } from "./errors.ts";

/** The decoded answer as the type that the request's kind promises. */
export async function answerOf<T>(answer: Promise<unknown>): Promise<T> {
  return (await answer) as T;
}

/** As `answerOf`; an object that does not exist is `undefined`. */
export async function absentIsUndefined<T>(answer: Promise<unknown>): Promise<T | undefined> {
  try {
    return (await answer) as T;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof RejectedError && error.code === 404;
}
