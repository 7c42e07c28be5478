// Step 4 of the chain: builds the binaries from their Go modules, pinned by binaries/go.mod and go.sum.
import { copyFile, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { runOrThrow } from "./command.ts";
import { minorOf } from "./versions.ts";

export interface GoBuildOptions {
  readonly version: string;
  /** Holds go.mod and go.sum. */
  readonly moduleFolder: string;
  /** An empty folder of ours; the binaries end in its `bin`. */
  readonly workFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /** One package of the module, such as helm's; default: everything. */
  readonly only?: string;
}

/** Builds every `tool` of the module (etcd, kube-apiserver, kubectl, helm). Rejects with the compiler's last lines. */
export async function goBuild(options: GoBuildOptions): Promise<string> {
  const { version, workFolder, moduleFolder, only = "tool" } = options;
  const folder = join(workFolder, "bin");
  await mkdir(folder);
  for (const name of ["go.mod", "go.sum"]) await copyFile(join(moduleFolder, name), join(workFolder, name));
  await runOrThrow("go", ["build", "-trimpath", "-ldflags", linkerFlags(version), "-o", `${folder}/`, only], {
    cwd: workFolder,
    env: { ...options.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "", GOOS: "", GOARCH: "" },
  });
  // etcd's main package is named after its folder.
  if (only === "tool") await rename(join(folder, "server"), join(folder, "etcd"));
  return folder;
}

/** The version that kube-apiserver and kubectl report; without it they say v0.0.0 and refuse some features. */
function linkerFlags(version: string): string {
  const [major, minor] = minorOf(version).split(".");
  const variable = "-X k8s.io/component-base/version";
  return `-s -w ${variable}.gitVersion=v${version} ${variable}.gitMajor=${major} ${variable}.gitMinor=${minor}`;
}
