// The bot's process: settings in, signals out. The only reader of its environment.
import { readFileSync } from "node:fs";
import { runProcess } from "../kube/process.ts";
import { startBot } from "./bot.ts";
import { BOT_HELP, readConfig } from "./config.ts";

/** Runs until SIGTERM or SIGINT; exits as `runProcess` says. */
export function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return runProcess(args, {
    name: "bot",
    help: BOT_HELP,
    settings: () => readConfig(env, (path) => readFileSync(path, "utf8")),
    start: startBot,
  });
}
