// `npm run control-plane`: a Kubernetes API server with our resources in it, until Ctrl-C.
import { installResources } from "./install.ts";
import { startControlPlane } from "./start.ts";

const help = `Starts a Kubernetes API server (etcd and kube-apiserver, no nodes) on this machine and installs the
asr-chatops resources: kinds, admission policies, the operator's service account. It runs until Ctrl-C; then
everything in it is gone.

  npm run control-plane

Where it comes from, first hit wins:
  USE_EXISTING_CLUSTER=true  installs into the cluster of KUBECONFIG instead (kind, k3d, a real one) and leaves it there
  KUBEBUILDER_ASSETS         a folder with etcd, kube-apiserver and kubectl
  the cache                  ~/.cache/asr-chatops/control-plane
  a download                 the release archive of kubernetes-sigs/controller-tools, checksum verified
  a build                    with Go, about 6 minutes on two cores, once`;

async function main(): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    // "on", not "once": execa ends the whole process when it finds itself the only listener of a signal.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
  const controlPlane = await startControlPlane({ env: process.env, log: (line) => console.error(line) });
  try {
    const installed = await installResources(controlPlane);
    console.log(`The API server answers at ${controlPlane.url}; ${installed.length} objects are installed.`);
    console.log("In another terminal, as cluster admin:\n");
    console.log(`  export KUBECONFIG=${controlPlane.kubeconfigPath}`);
    console.log(`  ${controlPlane.kubectlPath} get rvault,dmach,rpol,pmp,tfo --all-namespaces\n`);
    console.log("Ctrl-C stops it and removes everything in it.");
    await stopped;
    console.log("Stopping.");
  } finally {
    await controlPlane.stop();
  }
}

if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
  console.log(help);
} else {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
