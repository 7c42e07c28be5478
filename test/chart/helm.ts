// Helm for tests of the chart: found once per file; where there is none, the tests are left out and say why.
import { join } from "node:path";
import { type CommandResult, run } from "../control-plane/command.ts";
import { findHelm } from "../control-plane/helm.ts";
import { ROOT } from "../docs/project.ts";

export const CHART = join(ROOT, "charts", "asr-chatops");

const found = await findHelm({ env: process.env, log: (line) => console.error(line) });
if ("why" in found) console.error(`What needs helm is left out. ${found.why}`);

/** For `describe.skipIf`. */
export const noHelm = "why" in found;

export interface HelmOptions {
  readonly kubeconfig?: string;
  /** Values, as in a file of them. */
  readonly values?: object;
}

/** Never rejects for an exit code. Values are JSON on standard input, which is YAML. */
export function helm(args: readonly string[], { kubeconfig, values }: HelmOptions = {}): Promise<CommandResult> {
  const path = "path" in found ? found.path : "helm";
  const where = kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig];
  const given = values === undefined ? [] : ["--values", "-"];
  return run(path, [...args, ...where, ...given], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
    ...(values !== undefined && { input: JSON.stringify(values) }),
  });
}

/** Standard output; rejects with helm's own words. */
export async function helmOrThrow(args: readonly string[], options?: HelmOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await helm(args, options);
  if (exitCode !== 0) throw new Error(`helm ${args.join(" ")} ended with ${exitCode}: ${stderr || stdout}`);
  return stdout;
}
