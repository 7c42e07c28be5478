// Which kubeconfig counts, what of it, and what a pod has instead.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readIdentity } from "../../kube/kubeconfig.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

const about = (name: string, server: string, user = "{}") => `current-context: ${name}
clusters: [{name: ${name}, cluster: {server: ${server}, certificate-authority: pki/ca.crt}}]
users: [{name: ${name}, user: ${user}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
`;

test("files that it names are looked for beside it, not where the process runs", async () => {
  const user = "{tokenFile: token, client-key: /etc/key.pem}";
  const { cluster, user: found } = readIdentity({ path: await write("one/config", about("a", "https://a", user)) });
  expect(cluster).toEqual({ server: "https://a", "certificate-authority": join(folder, "one/pki/ca.crt") });
  expect(found).toEqual({ tokenFile: join(folder, "one/token"), "client-key": "/etc/key.pem" });
});

test("of several the first that names a context, or the context's cluster, counts", async () => {
  const empty = "apiVersion: v1\nkind: Config\nclusters: null\nusers: []\ncurrent-context: ''\n";
  const paths = [
    await write("empty", empty),
    await write("two", about("a", "https://first")),
    await write("three", about("a", "https://second")),
  ];
  expect(readIdentity({ env: { KUBECONFIG: paths.join(":") } }).cluster.server).toBe("https://first");
});

test("at home it is found without being named", async () => {
  await write("home/.kube/config", about("a", "https://home"));
  expect(readIdentity({ env: { HOME: join(folder, "home") } }).cluster.server).toBe("https://home");
});

test("a pod has its service account, whose address may be of either kind", async () => {
  const account = join(await write("account/token", "abc"), "..");
  const env = { HOME: folder, KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
  expect(readIdentity({ env }, account)).toEqual({
    cluster: { server: "https://10.0.0.1:443", "certificate-authority": join(account, "ca.crt") },
    user: { tokenFile: join(account, "token") },
  });
  const { cluster } = readIdentity({ env: { ...env, KUBERNETES_SERVICE_HOST: "fd00::1" } }, account);
  expect(cluster.server).toBe("https://[fd00::1]:443");
});

test.each([
  ["text", "what", "no kubeconfig"],
  ["a context that is not there", "current-context: x", "names no cluster"],
])("%s is refused in words", (_, content, words) => {
  expect(() => readIdentity({ content })).toThrow(words);
});
