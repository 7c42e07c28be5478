// npm run image:check: builds the image with buildah, looks at what is in it, runs each command with runc, and prints size and
// start times. Ends with 1 when something is not as it must be; where it cannot build it says why, and ends with 0
// unless --required is given. How long a start takes fails it only with --strict: a busy machine is no defect of the image.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { median } from "../bench/report.ts";
import { runOrThrow } from "../control-plane/command.ts";
import { installResources } from "../control-plane/install.ts";
import { startControlPlane } from "../control-plane/start.ts";
import { flags } from "../docs/flags.ts";
import { startSlackFake } from "../slack/fake.ts";
import { WORKSPACE } from "../stack/chat.ts";
import { startSimulatorProcess } from "../stack/simulator.ts";
import { type Built, buildImage, CannotBuild } from "./builder.ts";
import { commands, secondsToReady } from "./starts.ts";

const MOST_MEGABYTES = 300;
const MOST_SECONDS = 3;
const REPEATS = 3;
const UNCACHED = { NODE_DISABLE_COMPILE_CACHE: "1" };

const { strict = false, required = false } = flags("strict", "required");
const problems: string[] = [];
const hold = (isSo: boolean, problem: string) => {
  if (!isSo) problems.push(problem);
};

/** What must not be in it, and how it is to be run. */
async function look({ root, image }: Built): Promise<void> {
  const megabytes =
    Number((await runOrThrow("du", ["-s", "--apparent-size", "--block-size=1", root])).split("\t")[0]) / 1e6;
  console.log(`Size: ${megabytes.toFixed(0)} MB, unpacked.`);
  hold(megabytes <= MOST_MEGABYTES, `It has ${megabytes.toFixed(0)} MB; ${MOST_MEGABYTES} is the most.`);
  const unwanted = [
    "bin/sh",
    "usr/bin/sh",
    "bin/busybox",
    "usr/bin/apt",
    "usr/local/bin/npm",
    "app/test",
    "app/node_modules/vitest",
  ];
  for (const path of unwanted) hold(!existsSync(join(root, path)), `There is /${path} in it.`);
  hold(image.User === "65532:65532", `It runs as ${image.User}.`);
  hold(image.WorkingDir === "/app", `It runs in ${image.WorkingDir}.`);
}

async function measure(built: Built): Promise<void> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const controlPlane = await startControlPlane({ env: process.env, log: console.log });
    stops.push(() => controlPlane.stop());
    await installResources(controlPlane);
    const slack = await startSlackFake(WORKSPACE);
    stops.push(() => slack.stop());
    const simulator = await startSimulatorProcess();
    stops.push(() => simulator.stop());
    for (const command of await commands({ controlPlane, slack, simulatorUrl: simulator.url })) {
      const [kept, uncached]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < REPEATS; turn++) {
        kept.push(await secondsToReady(built, command));
        uncached.push(await secondsToReady(built, command, UNCACHED));
      }
      const [seconds, without] = [median(kept), median(uncached)];
      console.log(
        `${command.name.padEnd(10)} ready after ${seconds.toFixed(2)} s; without the compiled code that it keeps, ${without.toFixed(2)} s`,
      );
      const slow = `${command.name} is ready after ${seconds.toFixed(2)} s; ${MOST_SECONDS} is the most.`;
      if (strict) hold(seconds <= MOST_SECONDS, slow);
      else if (seconds > MOST_SECONDS) console.log(`Slow: ${slow}`);
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

try {
  const begun = performance.now();
  const built = await buildImage({ env: process.env, log: console.log });
  try {
    console.log(`Built in ${((performance.now() - begun) / 1000).toFixed(0)} s, with what it is made from.`);
    await look(built);
    await measure(built);
  } finally {
    await built.remove();
  }
} catch (error) {
  if (!(error instanceof CannotBuild)) throw error;
  console.log(`Left out: the image was neither built nor run. ${error.message}`);
  if (required) process.exitCode = 1;
}
for (const problem of problems) console.log(`Wrong: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
