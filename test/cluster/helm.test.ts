// Where helm comes from: first hit wins, a download is held to its checksum, and where there is none every reason is told.
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runOrThrow } from "../control-plane/command.ts";
import { findHelm, type HelmOptions } from "../control-plane/helm.ts";
import { wantedVersions } from "../control-plane/versions.ts";

let folder: string;
let server: Server | undefined;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "helm-"));
  said = [];
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const goMod = new URL("../control-plane/binaries/go.mod", import.meta.url);
const { helm: version } = wantedVersions(await readFile(goMod, "utf8"));

const find = (more: Partial<HelmOptions> = {}) =>
  findHelm({
    env: {},
    log: (line) => said.push(line),
    cacheRoot: join(folder, "cache"),
    controlPlaneCache: join(folder, "none"),
    downloadUrl: "http://127.0.0.1:9",
    ...more,
  });

async function fake(path: string, says = ""): Promise<string> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho ${says}\n`);
  await chmod(path, 0o755);
  return path;
}

/** get.helm.sh with one archive. */
async function site(checksum?: string): Promise<string> {
  await fake(join(folder, "src/linux/helm"), "downloaded");
  await runOrThrow("tar", ["-czf", join(folder, "helm.tar.gz"), "-C", join(folder, "src"), "linux"]);
  const archive = await readFile(join(folder, "helm.tar.gz"));
  const sum = checksum ?? createHash("sha256").update(archive).digest("hex");
  server = createServer(({ url = "" }, response) => {
    if (!url.startsWith(`/helm-v${version}-${process.platform}-`)) response.writeHead(404).end();
    else response.end(url.endsWith(".sha256sum") ? `${sum}  helm.tar.gz\n` : archive);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("KUBEBUILDER_ASSETS comes first, then the cache, then the PATH", async () => {
  const onPath = await fake(join(folder, "bin/helm"), "v4.99.0");
  const env = { PATH: join(folder, "bin") };
  expect(await find({ env })).toEqual({ path: onPath });
  const cached = await fake(join(folder, "cache", version, "helm"));
  expect(await find({ env })).toEqual({ path: cached });
  const given = await fake(join(folder, "assets/helm"));
  expect(await find({ env: { ...env, KUBEBUILDER_ASSETS: join(folder, "assets") } })).toEqual({ path: given });
});

test("a download is kept, and asked for once", async () => {
  const path = join(folder, "cache", version, "helm");
  expect(await find({ downloadUrl: await site() })).toEqual({ path });
  expect(await readFile(path, "utf8")).toContain("downloaded");
  server?.close();
  expect(await find()).toEqual({ path });
  expect(said).toHaveLength(1);
});

test("a download that is not what was announced is not used, and nothing of it stays", async () => {
  const found = await find({ downloadUrl: await site("0".repeat(64)) });
  expect(found).toEqual({ why: expect.stringContaining("is not the announced one") });
  expect(await readdir(join(folder, "cache"))).toEqual([]);
});

test("where there is none, every reason is told", async () => {
  await fake(join(folder, "bin/helm"), "v3.19.0");
  const found = await find({ env: { PATH: join(folder, "bin") } });
  const why = "why" in found ? found.why : "";
  expect(why).toMatch(
    /^There is no helm [\d.]+: KUBEBUILDER_ASSETS names none; \S+ has none; the one on the PATH is v3\.19\.0; /,
  );
  expect(why).toMatch(/no connection to 127\.0\.0\.1:9 .*; Go is not installed\.$/);
});
