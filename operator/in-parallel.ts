// Many small calls, a few at once.

/** Does all of them, also after one has failed, and answers what went wrong. */
export async function inParallel(
  atOnce: number,
  tasks: readonly (() => Promise<unknown>)[],
): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const queue = tasks.values();
  const worker = async () => {
    for (const task of queue) {
      try {
        await task();
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, worker));
  return errors;
}
