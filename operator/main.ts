// The operator's process: settings in, signals out. The only reader of its environment.
import { runProcess } from "../kube/process.ts";
import { OPERATOR_HELP, readConfig } from "./config.ts";
import { startOperator } from "./operator.ts";

/** Runs until SIGTERM or SIGINT; exits as `runProcess` says. */
export function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return runProcess(args, {
    name: "operator",
    help: OPERATOR_HELP,
    settings: () => readConfig(env),
    start: startOperator,
  });
}
