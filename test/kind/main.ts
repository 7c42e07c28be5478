// npm run e2e:kind: the end-to-end tests of the installed chart in real clusters, where there is Docker. One cluster for each
// file, so that none finds what another left. The guide's trial runs as pods of the image, the rest as processes outside.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HELP = `npm run e2e:kind   builds the image, and for each file of tests makes a kind cluster, runs it there, and removes the
                   cluster again. Needs docker and kind on the PATH. NODE_IMAGE: another base image.
`;

const root = join(import.meta.dirname, "..", "..");
const IMAGE = { repository: "asr-chatops-e2e", tag: "0" };
const FILES = ["test/e2e/chart.test.ts", "test/e2e/install-guide.test.ts"];

/** The exit code; -1: there is no such program. What it says goes where ours goes. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  return status ?? -1;
}

function must(program: string, args: readonly string[]): void {
  const code = run(program, args);
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${code}`);
}

function missing(): readonly string[] {
  const needed: readonly (readonly [string, readonly string[], string])[] = [
    ["docker", ["info", "--format", "Docker {{.ServerVersion}}"], "a Docker that runs"],
    ["kind", ["version"], "kind on the PATH"],
  ];
  return needed.filter(([program, args]) => run(program, args) !== 0).map(([, , what]) => what);
}

/** The exit code of the tests. */
function inCluster(name: string, folder: string, file: string): number {
  const kubeconfig = join(folder, name);
  try {
    must("kind", ["create", "cluster", "--name", name, "--kubeconfig", kubeconfig, "--wait", "120s"]);
    must("kind", ["load", "docker-image", `${IMAGE.repository}:${IMAGE.tag}`, "--name", name]);
    const env = {
      USE_EXISTING_CLUSTER: "true",
      KUBECONFIG: kubeconfig,
      E2E_IMAGE: IMAGE.repository,
      E2E_TAG: IMAGE.tag,
    };
    return run(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", "--config", "test/kind/vitest.config.ts", file],
      env,
    );
  } finally {
    run("kind", ["delete", "cluster", "--name", name, "--kubeconfig", kubeconfig]);
  }
}

function main(): void {
  const lacks = missing();
  if (lacks.length > 0) {
    console.error(`Nothing was run: there is not ${lacks.join(", nor ")}.`);
    process.exitCode = 1;
    return;
  }
  const base = process.env.NODE_IMAGE === undefined ? [] : ["--build-arg", `NODE_IMAGE=${process.env.NODE_IMAGE}`];
  must("docker", ["build", "--tag", `${IMAGE.repository}:${IMAGE.tag}`, ...base, "."]);
  const folder = mkdtempSync(join(tmpdir(), "asr-chatops-kind-"));
  try {
    FILES.forEach((file, at) => {
      if (inCluster(`asr-chatops-${process.pid}-${at}`, folder, file) !== 0) process.exitCode = 1;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) console.log(HELP);
else main();
