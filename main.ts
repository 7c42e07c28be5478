// The image's entry: picks the process by its first argument and hands it the rest and the environment.
import { readFileSync } from "node:fs";

interface Process {
  main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void>;
}

const commands: Readonly<Record<string, { readonly what: string; readonly load: () => Promise<Process> }>> = {
  operator: { what: "reconcile the resources against Azure Site Recovery", load: () => import("./operator/main.ts") },
  bot: { what: "answer /asr in Slack, and tell channels how runs go", load: () => import("./bot/main.ts") },
  simulator: { what: "play an Azure Site Recovery vault on this machine", load: () => import("./simulator/main.ts") },
};

const usage = `asr-chatops <command> [options]

${Object.entries(commands)
  .map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`)
  .join("\n")}

"asr-chatops <command> --help" tells more about one, "asr-chatops --version" which version this is.
`;

const [name = "--help", ...args] = process.argv.slice(2);
const command = commands[name];
if (command !== undefined) {
  const { main } = await command.load();
  await main(args, process.env);
} else if (name === "--help" || name === "-h") {
  process.stdout.write(usage);
} else if (name === "--version") {
  const text = readFileSync(new URL("./package.json", import.meta.url), "utf8");
  process.stdout.write(`${(JSON.parse(text) as { version: string }).version}\n`);
} else {
  process.stderr.write(`"${name}" is not a command.\n\n${usage}`);
  process.exitCode = 2;
}
