// What the operator asks a simulator before it starts: how fast its clock runs.

/** @throws Error in words that say what to do when no simulator answers there. */
export async function simulatorSpeed(url: string): Promise<number> {
  const answer = await ask(`${url}/_simulator/clock`);
  const { speed } = (await answer.json()) as { readonly speed?: unknown };
  return typeof speed === "number" && speed > 0 ? speed : 1;
}

async function ask(url: string): Promise<Response> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return answer;
    throw new Error(`it answered ${answer.status}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`No simulator answers at ${url} (${why}). Start one, or unset ASR_SIMULATOR_URL.`, {
      cause: error,
    });
  }
}
