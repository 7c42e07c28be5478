// The run that a command is about, as the API server has it now: what is decided from a copy may be decided twice.
import { type TestFailover, TestFailoverKind } from "../../crds/types.ts";
import { code } from "../cards/text.ts";
import { type Desk, type Request, UsageError } from "../command.ts";
import { findRun } from "../target.ts";

/** Throws UsageError when there is none, or none any more. */
export async function runOf({ line, namespace }: Request, { client, copies }: Desk): Promise<TestFailover> {
  const { name } = findRun(line.words[0] ?? "", namespace, copies).metadata;
  const run = await client.get<TestFailover>(TestFailoverKind, { name, namespace });
  if (run !== undefined) return run;
  throw new UsageError(`${code(name)} has just been deleted, and its record with it.`);
}

/** Writes a part of the run. The copy has it at once, for whoever asks next. */
export async function patchRun(run: TestFailover, patch: object, { client, copies }: Desk): Promise<void> {
  const { name, namespace } = run.metadata;
  const ref = { name, ...(namespace !== undefined && { namespace }) };
  copies.runs.acknowledge(await client.patch<TestFailover>(TestFailoverKind, ref, patch));
}
