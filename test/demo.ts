// npm run demo: a real API server, the simulator, the operator, two bots and a page that looks like Slack, on examples.
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { playOnce } from "./demo/once.ts";
import { fillVault } from "./demo/vault.ts";
import { mountPage } from "./slack/page/page.ts";
import type { Transport } from "./slack/types.ts";
import { type ChatStack, PAGE, startChatStack } from "./stack/chat.ts";

const HELP = `npm run demo                 starts everything and prints the address of a page that looks like Slack; Ctrl-C ends it
npm run demo -- --once       plays it in a browser without a person and exits 0 only if it went as it should
               --transport T socket or http: how Slack reaches the bots  [socket]
               --speed N     how many times faster than real time the simulated Azure runs  [60, with --once 240]
               --pictures D  with --once: writes pictures of the page into this folder
`;

const options = {
  once: { type: "boolean" },
  speed: { type: "string" },
  transport: { type: "string" },
  pictures: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** A typo is answered with the help, not with a stack. */
function readOptions() {
  try {
    const { values } = parseArgs({ options });
    if (values.speed !== undefined && !(Number(values.speed) > 0)) {
      throw new Error(`--speed must be a number above 0, not "${values.speed}".`);
    }
    if (!["socket", "http"].includes(values.transport ?? "socket")) {
      throw new Error(`--transport must be socket or http, not "${values.transport}".`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

const values = readOptions();
const once = values.once === true;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function start(): Promise<ChatStack> {
  const began = performance.now();
  const speed = values.speed ?? (once ? "240" : "60");
  print(
    `Azure is played by the simulator, at ${speed} times real time, and Slack by a page. Nothing else is pretended.`,
  );
  const stack = await startChatStack({
    simulatorArgs: ["--speed", speed],
    transport: (values.transport ?? "socket") as Transport,
    log: print,
  });
  mountPage(stack.slack, PAGE);
  await fillVault(stack, ["web01", "app02-fails-test-failover", "app03-fails-cleanup"]);
  print(`API server ${stack.controlPlane.url}   kubeconfig ${stack.controlPlane.kubeconfigPath}`);
  print(`Simulator  ${stack.simulator.url}   vault ${stack.simulator.vaultId}`);
  print(`Everything runs, after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  return stack;
}

async function stayOpen({ slack, controlPlane }: ChatStack): Promise<void> {
  print(`
Open    ${slack.url}

Three things to try, in #dr-drills:
  /asr testfailover web01                              rehearse its failover: a preview, Start, and a card that follows it
  /asr protect app01                                   protect one more machine
  /asr testfailover app02-fails-test-failover          one that Azure refuses

And in another terminal, where the channel hears of it too:
  export KUBECONFIG=${controlPlane.kubeconfigPath}
  export PATH="${dirname(controlPlane.kubectlPath)}:$PATH"    # a kubectl that fits
  kubectl apply -f examples/first-drill/40-test-failover.yaml   the same rehearsal, as a manifest
  kubectl get pmp,tfo -n dr-team                       what the cluster says

Ctrl-C ends everything and leaves nothing behind.`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function demo(): Promise<void> {
  const stack = await start();
  try {
    if (once) process.exitCode = (await playOnce(stack, { print, pictures: values.pictures })) ? 0 : 1;
    else await stayOpen(stack);
  } finally {
    await stack.stop();
  }
}

if (values.help === true) print(HELP);
else await demo();
