// Where the control plane comes from: the decisions, as tables; and what the file system and the wire add to them.
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findBinaries } from "../control-plane/binaries.ts";
import { type Facts, nextStep } from "../control-plane/chain.ts";
import { runOrThrow } from "../control-plane/command.ts";
import { cachedFolder } from "../control-plane/facts.ts";
import { wantedVersions } from "../control-plane/versions.ts";

const nothing: Facts = {
  version: "1.37.2",
  cache: { root: "/cache", directory: undefined },
  go: { needed: "1.26.0", installed: undefined },
};
const withCache: Facts = { ...nothing, cache: { root: "/cache", directory: "/cache/1.37.2" } };
const withAssets: Facts = { ...withCache, assets: { directory: "/assets", missing: [] } };
const readable = { kubeconfig: "/home/me/.kube/config", readable: true, kubectl: "/usr/bin/kubectl" };
const noRelease: Facts = { ...nothing, releaseFailure: "no connection to example.org (ENOTFOUND)" };
const withGo: Facts = { ...noRelease, go: { needed: "1.26.0", installed: "1.26.8" } };

describe("the next step of the chain", () => {
  test.each<[string, Facts, string, string]>([
    [
      "is the existing cluster when it was asked for, whatever else is there",
      { ...withAssets, existing: readable },
      "existing",
      "Using the cluster of /home/me/.kube/config, because USE_EXISTING_CLUSTER is set; it is left running at the end.",
    ],
    [
      "is nothing when the existing cluster has no kubeconfig: a throw-away server would not be what was asked for",
      { ...withAssets, existing: { ...readable, readable: false } },
      "nothing",
      "USE_EXISTING_CLUSTER is set, but the kubeconfig /home/me/.kube/config cannot be read. Point KUBECONFIG at one, or unset USE_EXISTING_CLUSTER.",
    ],
    [
      "is nothing when there is no kubectl for the existing cluster",
      { ...nothing, existing: { ...readable, kubectl: undefined } },
      "nothing",
      "USE_EXISTING_CLUSTER is set, but there is no kubectl on the PATH, which is how resources get there.",
    ],
    [
      "is KUBEBUILDER_ASSETS before the cache",
      withAssets,
      "folder",
      "Using the binaries in /assets, because KUBEBUILDER_ASSETS names it.",
    ],
    [
      "is the cache when KUBEBUILDER_ASSETS is not set",
      withCache,
      "folder",
      "Using the cached binaries in /cache/1.37.2: KUBEBUILDER_ASSETS is not set.",
    ],
    [
      "is the cache when KUBEBUILDER_ASSETS is incomplete, and says what it lacks",
      { ...withCache, assets: { directory: "/assets", missing: ["etcd", "kubectl"] } },
      "folder",
      "Using the cached binaries in /cache/1.37.2: KUBEBUILDER_ASSETS names /assets, which lacks etcd and kubectl.",
    ],
    [
      "is the release archive when the cache is empty",
      nothing,
      "release",
      "Asking for the release archive of Kubernetes 1.37.2: KUBEBUILDER_ASSETS is not set, and /cache has none.",
    ],
    [
      "is the Go build when the release archive did not serve, and says why",
      withGo,
      "go",
      "Building Kubernetes 1.37.2 with Go 1.26.8 (about 6 minutes on two cores, once): the release archive did not serve, no connection to example.org (ENOTFOUND).",
    ],
    [
      "is nothing without Go, with every reason and the remedy",
      noRelease,
      "nothing",
      "There is no control plane to start: KUBEBUILDER_ASSETS is not set; /cache has none; the release archive did not serve, no connection to example.org (ENOTFOUND); Go is not installed. Set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go 1.26.0 or newer.",
    ],
  ])("%s", (_name, facts, take, line) => {
    expect(nextStep(facts)).toMatchObject({ take, line });
  });

  test.each([
    ["Go is too old", "1.25.9", undefined, "Go 1.25.9 is too old, 1.26.0 is needed"],
    ["the build failed", "1.27.1", "no space left on device", "the Go build failed, no space left on device"],
  ])("is nothing when %s", (_name, installed, failure, reason) => {
    const go = { needed: "1.26.0", installed, ...(failure === undefined ? {} : { failure }) };
    const step = nextStep({ ...noRelease, go });
    expect(step.take).toBe("nothing");
    expect(step.line).toContain(reason);
  });

  test("is a later step once an earlier one has failed, so that the chain ends", () => {
    expect(nextStep({ ...withGo, go: { ...withGo.go, failure: "x" } }).take).toBe("nothing");
  });
});

describe("finding the binaries", () => {
  let root: string;
  const servers: Server[] = [];
  const requests: string[] = [];
  beforeEach(async () => {
    requests.length = 0;
    root = await mkdtemp(join(tmpdir(), "chain-test-"));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await rm(root, { recursive: true, force: true });
  });

  async function folderWith(path: string, names: readonly string[]): Promise<string> {
    await mkdir(path, { recursive: true });
    for (const name of names) {
      await writeFile(join(path, name), `#!/bin/sh\necho ${name}\n`);
      await chmod(join(path, name), 0o755);
    }
    return path;
  }
  const all = ["etcd", "kube-apiserver", "kubectl"];

  async function serve(answers: Record<string, Buffer | string>): Promise<string> {
    const server = createServer((request, response) => {
      requests.push(request.url ?? "");
      const answer = answers[request.url ?? ""];
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  }

  /** A release server whose index names one archive of this machine's kind. */
  async function releaseServer(version: string, hash?: string): Promise<string> {
    await folderWith(join(root, "made", "controller-tools", "envtest"), all);
    await runOrThrow("tar", ["-czf", join(root, "a.tar.gz"), "-C", join(root, "made"), "controller-tools"]);
    const archive = await readFile(join(root, "a.tar.gz"));
    const answers: Record<string, Buffer | string> = { "/a.tar.gz": archive };
    const url = await serve(answers);
    const name = `envtest-v${version}-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}.tar.gz`;
    const digest = hash ?? createHash("sha512").update(archive).digest("hex");
    const releases = { [`v${version}`]: { [name]: { hash: digest, selfLink: `${url}/a.tar.gz` } } };
    answers["/index.yaml"] = JSON.stringify({ releases });
    return `${url}/index.yaml`;
  }

  const cacheRoot = () => join(root, "cache");
  async function find(releaseIndexUrl: string) {
    const lines: string[] = [];
    const env = { PATH: "/usr/bin:/bin" }; // tar, but no Go
    const found = findBinaries({ env, log: (line) => lines.push(line), cacheRoot: cacheRoot(), releaseIndexUrl });
    return { found: await found.catch((error: Error) => error.message), lines };
  }

  test("downloads the release archive into the cache, and then finds it there", async () => {
    const index = await releaseServer("1.37.2");
    const first = await find(index);
    expect(first.found).toMatchObject({ take: "folder", directory: join(cacheRoot(), "1.37.2") });
    expect(first.lines[0]).toMatch(/^Asking for the release archive/);
    expect(await readdir(cacheRoot())).toEqual(["1.37.2"]);

    const second = await find("http://127.0.0.1:1/never-asked");
    expect(second.found).toMatchObject({ directory: join(cacheRoot(), "1.37.2") });
  });

  test("takes another patch of the same minor release when the index has no other", async () => {
    const { found } = await find(await releaseServer("1.37.0"));
    expect(found).toMatchObject({ directory: join(cacheRoot(), "1.37.0") });
  });

  test("keeps nothing of an archive whose checksum is wrong, and says so", async () => {
    const { found } = await find(await releaseServer("1.37.2", "0".repeat(128)));
    expect(found).toMatch(/the checksum of .* is not the announced one; Go is not installed/);
    expect(await readdir(cacheRoot())).toEqual([]);
  });

  test("says that nobody answers when there is no connection", async () => {
    const { found } = await find("http://127.0.0.1:1/index.yaml");
    expect(found).toMatch(/the release archive did not serve, .*127\.0\.0\.1:1/);
  });

  test("says when the index has no archive of that minor release", async () => {
    const { found } = await find(await releaseServer("1.30.0"));
    expect(found).toContain('envtest version "1.37" not found in release index');
  });

  test.each([
    ["an empty cache", [], undefined],
    ["the wanted version before a newer patch", ["1.37.2", "1.37.9"], "1.37.2"],
    ["the newest patch of the minor release", ["1.37.9", "1.37.10", "1.36.20"], "1.37.10"],
    ["no other minor release", ["1.38.0", "1.36.2"], undefined],
    ["no unfinished work", ["unfinished-1.37.2-a"], undefined],
  ])("of the cache it knows: %s", async (_name, folders, expected) => {
    for (const folder of folders) await folderWith(join(cacheRoot(), folder), all);
    const found = await cachedFolder(cacheRoot(), "1.37.2");
    expect(found).toBe(expected === undefined ? undefined : join(cacheRoot(), expected));
  });

  test("does not take a cached folder that lacks a binary", async () => {
    await folderWith(join(cacheRoot(), "1.37.2"), ["etcd", "kubectl"]);
    expect(await cachedFolder(cacheRoot(), "1.37.2")).toBeUndefined();
  });

  test("replaces a folder in the cache that lacks a binary, and clears away unfinished work", async () => {
    await folderWith(join(cacheRoot(), "1.37.2"), ["etcd"]);
    await folderWith(join(cacheRoot(), "unfinished-1.37.2-old"), ["etcd"]);
    await find(await releaseServer("1.37.2"));
    expect(await readdir(cacheRoot())).toEqual(["1.37.2"]);
    expect((await readdir(join(cacheRoot(), "1.37.2"))).sort()).toEqual(all);
  });

  test("lets two that start together end with the same folder, downloaded once", async () => {
    const index = await releaseServer("1.37.2");
    const [one, two] = await Promise.all([find(index), find(index)]);
    expect(one.found).toMatchObject({ directory: join(cacheRoot(), "1.37.2") });
    expect(two.found).toMatchObject({ directory: join(cacheRoot(), "1.37.2") });
    expect(requests.filter((url) => url === "/a.tar.gz")).toHaveLength(1);
  });
});

describe("the versions", () => {
  test("are read from our own go.mod", async () => {
    const goMod = await readFile("test/control-plane/binaries/go.mod", "utf8");
    expect(wantedVersions(goMod)).toEqual({ kubernetes: "1.37.2", go: "1.26.0", helm: "4.3.1" });
  });

  test("are not guessed when go.mod lacks one", () => {
    expect(() => wantedVersions("go 1.26.0\n")).toThrow("must require k8s.io/kubernetes");
  });
});
