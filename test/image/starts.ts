// Starts each command of the image in a container, with what it needs outside, and measures until it is ready.
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlPlane } from "../control-plane/start.ts";
import type { SlackFake } from "../slack/types.ts";
import { BOT, botKubeconfig } from "../stack/bot.ts";
import { CHANNELS } from "../stack/chat.ts";
import { type Child, startCommand } from "../stack/child.ts";
import { OPERATOR, operatorKubeconfig } from "../stack/operator.ts";
import type { Built } from "./builder.ts";
import { bundleConfig, type ContainerOptions } from "./bundle.ts";

export interface Around {
  readonly controlPlane: ControlPlane;
  readonly slack: SlackFake;
  readonly simulatorUrl: string;
}

export interface Command {
  readonly name: string;
  readonly ready: RegExp;
  readonly container: Omit<ContainerOptions, "root" | "image">;
}

export async function commands({ controlPlane, slack, simulatorUrl }: Around): Promise<readonly Command[]> {
  const [forOperator, forBot] = [await operatorKubeconfig(controlPlane), await botKubeconfig(controlPlane)];
  // It is the test's own, of a server that ends with it; the container's user has to read it.
  for (const path of [forOperator, forBot]) await chmod(path, 0o644);
  const listening = { HTTP_ADDRESS: "127.0.0.1:0" };
  return [
    { name: "simulator", ready: /^listening: /, container: { args: ["simulator", "--port", "0"] } },
    {
      name: "operator",
      ready: /"msg":"ready"/,
      container: {
        args: ["operator"],
        files: [forOperator],
        env: {
          ...listening,
          KUBECONFIG: forOperator,
          OPERATOR_NAMESPACE: OPERATOR.namespace,
          ASR_SIMULATOR_URL: simulatorUrl,
        },
      },
    },
    {
      name: "bot",
      ready: /"msg":"ready"/,
      container: {
        args: ["bot"],
        files: [forBot],
        env: {
          ...listening,
          KUBECONFIG: forBot,
          BOT_NAMESPACE: BOT.namespace,
          SLACK_BOT_TOKEN: slack.botToken,
          SLACK_APP_TOKEN: slack.appToken,
          SLACK_API_URL: slack.apiUrl,
          SLACK_CHANNEL: CHANNELS.drills,
          CLUSTER_NAME: "image-check",
        },
      },
    },
  ];
}

/** Seconds from `runc run` to ready; then it is told to stop, and has to end with 0. */
export async function secondsToReady(
  { root, image }: Built,
  { ready, container }: Command,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const bundle = await mkdtemp(join(tmpdir(), "bundle-"));
  const config = bundleConfig({ ...container, root, image, env: { ...container.env, ...more } });
  await writeFile(join(bundle, "config.json"), JSON.stringify(config));
  const begun = performance.now();
  const child: Child = startCommand("runc", ["--root", join(bundle, "state"), "run", "--bundle", bundle, randomUUID()]);
  const ended = async () => {
    await child.end();
    await rm(bundle, { recursive: true, force: true });
    return await child.ended;
  };
  await child.line(ready).catch(async (error: unknown) => {
    await ended();
    throw error;
  });
  const seconds = (performance.now() - begun) / 1000;
  const code = await ended();
  if (code !== 0) throw new Error(`It ended with ${code}:\n${child.lines.slice(-10).join("\n")}`);
  return seconds;
}
