// Where the kubeconfig leads, and when it is read again.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCredentials } from "../../kube/credentials.ts";
import { createFakeClock } from "./fake-clock.ts";

const kubeconfig = (cluster: object = {}, user: object = { token: "abc" }) => ({
  content: JSON.stringify({
    "current-context": "here",
    clusters: [{ name: "here", cluster: { server: "https://api.example.org:6443/", ...cluster } }],
    users: [{ name: "me", user }],
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
  }),
});

describe("credentials", () => {
  test("have the server, the token and the TLS material", async () => {
    const data = (text: string) => Buffer.from(text).toString("base64");
    const user = { token: "abc\n", "client-certificate-data": data("cert"), "client-key-data": data("key") };
    const cluster = { "certificate-authority-data": data("ca"), "tls-server-name": "kubernetes" };
    const credential = await createCredentials(kubeconfig(cluster, user), createFakeClock()).current();
    expect(credential).toMatchObject({ origin: "https://api.example.org:6443", basePath: "" });
    expect(credential.headers).toEqual({ authorization: "Bearer abc" });
    const { ca, cert, key, servername } = credential.tls;
    expect([ca, cert, key].map(String)).toEqual(["ca", "cert", "key"]);
    expect(servername).toBe("kubernetes");
  });

  test("are read again after ten seconds, since tokens and certificates rotate", async () => {
    const clock = createFakeClock();
    const credentials = createCredentials(kubeconfig(), clock);
    const first = await credentials.current();
    await clock.advance(9_999);
    expect(await credentials.current()).toBe(first);
    await clock.advance(1);
    expect(await credentials.current()).not.toBe(first);
  });

  test("that many requests ask for at once are read once", async () => {
    const credentials = createCredentials(kubeconfig(), createFakeClock());
    const [one, two] = await Promise.all([credentials.current(), credentials.current()]);
    expect(one).toBe(two);
  });

  test("keep the path that an API server stands behind", async () => {
    const cluster = { server: "https://rancher.example.org/k8s/clusters/c-1/" };
    const credential = await createCredentials(kubeconfig(cluster), createFakeClock()).current();
    expect(credential).toMatchObject({ origin: "https://rancher.example.org", basePath: "/k8s/clusters/c-1" });
  });

  test("that were refused are loaded anew once, however many requests were refused", async () => {
    const credentials = createCredentials(kubeconfig(), createFakeClock());
    const refused = await credentials.current();
    credentials.renew(refused);
    const renewed = await credentials.current();
    expect(renewed).not.toBe(refused);
    credentials.renew(refused);
    expect(await credentials.current()).toBe(renewed);
  });

  test("that could not be read are tried again at the next request", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credentials-"));
    const path = join(folder, "cert.pem");
    const credentials = createCredentials(kubeconfig({}, { "client-certificate": path }), createFakeClock());
    await expect(credentials.current()).rejects.toThrow(path);
    await writeFile(path, "cert");
    expect(String((await credentials.current()).tls.cert)).toBe("cert");
    await rm(folder, { recursive: true });
  });

  test("that lead through a proxy are refused in words: it would be passed by", () => {
    const source = kubeconfig({ "proxy-url": "http://proxy.example.org:3128" });
    expect(() => createCredentials(source, createFakeClock())).toThrow("proxies are not supported");
  });

  test("that nothing names are refused in words", () => {
    const source = { env: { HOME: "/nowhere" } };
    expect(() => createCredentials(source, createFakeClock())).toThrow("Neither KUBECONFIG");
  });

  test("of a file are read each time, and come before a token in the kubeconfig", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credentials-"));
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, "first\n");
    const clock = createFakeClock();
    const credentials = createCredentials(kubeconfig({}, { tokenFile, token: "old" }), clock);
    expect((await credentials.current()).headers).toEqual({ authorization: "Bearer first" });
    await writeFile(tokenFile, "second\n");
    await clock.advance(10_000);
    expect((await credentials.current()).headers).toEqual({ authorization: "Bearer second" });
    await rm(folder, { recursive: true });
  });

  test("of a plugin are asked of it, and who is acted as is told", async () => {
    const given = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "abc" } };
    const exec = { apiVersion: given.apiVersion, command: "echo", args: [JSON.stringify(given)] };
    const credential = await createCredentials(kubeconfig({}, { exec, as: "somebody" }), createFakeClock()).current();
    expect(credential.headers).toEqual({ authorization: "Bearer abc", "impersonate-user": "somebody" });
  });

  test("without a cluster are refused in words", () => {
    const content = JSON.stringify({ clusters: [], users: [], contexts: [] });
    expect(() => createCredentials({ content }, createFakeClock())).toThrow("names no cluster");
  });
});
