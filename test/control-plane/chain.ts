// Where the control plane comes from: given what is known, the next step to take and the line that says why. Pure.
import { compareVersions } from "./versions.ts";

export interface Facts {
  /** Wanted Kubernetes, e.g. "1.37.2". */
  readonly version: string;
  /** USE_EXISTING_CLUSTER=true: the kubeconfig it means, and a kubectl to speak to it, where found. */
  readonly existing?: { readonly kubeconfig: string; readonly readable: boolean; readonly kubectl: string | undefined };
  /** KUBEBUILDER_ASSETS: the folder, and which binaries are not in it. */
  readonly assets?: { readonly directory: string; readonly missing: readonly string[] };
  /** The cache, and the complete folder in it, when there is one. */
  readonly cache: { readonly root: string; readonly directory: string | undefined };
  /** Why the release archive did not serve; absent while it was not tried. */
  readonly releaseFailure?: string;
  readonly go: { readonly needed: string; readonly installed: string | undefined; readonly failure?: string };
}

export type Step =
  | { readonly take: "existing"; readonly kubeconfig: string; readonly kubectl: string; readonly line: string }
  | { readonly take: "folder"; readonly directory: string; readonly line: string }
  | { readonly take: "release"; readonly line: string }
  | { readonly take: "go"; readonly line: string }
  | { readonly take: "nothing"; readonly line: string };

/** The next step of the chain. The caller tries it, adds what it learned to the facts, and asks again. */
export function nextStep(facts: Facts): Step {
  return existing(facts) ?? assets(facts) ?? cached(facts) ?? release(facts) ?? goBuild(facts) ?? giveUp(facts);
}

type Candidate = Step | undefined;

function existing({ existing }: Facts): Candidate {
  if (existing === undefined) return undefined;
  const { kubeconfig, kubectl } = existing;
  if (!existing.readable) {
    const line = `USE_EXISTING_CLUSTER is set, but the kubeconfig ${kubeconfig} cannot be read. Point KUBECONFIG at one, or unset USE_EXISTING_CLUSTER.`;
    return { take: "nothing", line };
  }
  if (kubectl === undefined) {
    const line = "USE_EXISTING_CLUSTER is set, but there is no kubectl on the PATH, which is how resources get there.";
    return { take: "nothing", line };
  }
  const line = `Using the cluster of ${kubeconfig}, because USE_EXISTING_CLUSTER is set; it is left running at the end.`;
  return { take: "existing", kubeconfig, kubectl, line };
}

function assets({ assets }: Facts): Candidate {
  if (assets === undefined || assets.missing.length > 0) return undefined;
  const line = `Using the binaries in ${assets.directory}, because KUBEBUILDER_ASSETS names it.`;
  return { take: "folder", directory: assets.directory, line };
}

function cached(facts: Facts): Candidate {
  const { directory } = facts.cache;
  if (directory === undefined) return undefined;
  return { take: "folder", directory, line: `Using the cached binaries in ${directory}: ${whyNotAssets(facts)}.` };
}

function release(facts: Facts): Candidate {
  if (facts.releaseFailure !== undefined) return undefined;
  const why = `${whyNotAssets(facts)}, and ${facts.cache.root} has none`;
  return { take: "release", line: `Asking for the release archive of Kubernetes ${facts.version}: ${why}.` };
}

function goBuild({ go, releaseFailure, version }: Facts): Candidate {
  if (go.failure !== undefined || go.installed === undefined || compareVersions(go.installed, go.needed) < 0) {
    return undefined;
  }
  const how = `Building Kubernetes ${version} with Go ${go.installed} (about 6 minutes on two cores, once)`;
  return { take: "go", line: `${how}: the release archive did not serve, ${releaseFailure}.` };
}

function giveUp(facts: Facts): Step {
  const reasons = [
    whyNotAssets(facts),
    `${facts.cache.root} has none`,
    `the release archive did not serve, ${facts.releaseFailure}`,
    whyNotGo(facts.go),
  ];
  const remedy = `Set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go ${facts.go.needed} or newer.`;
  return { take: "nothing", line: `There is no control plane to start: ${reasons.join("; ")}. ${remedy}` };
}

function whyNotAssets({ assets }: Facts): string {
  if (assets === undefined) return "KUBEBUILDER_ASSETS is not set";
  return `KUBEBUILDER_ASSETS names ${assets.directory}, which lacks ${assets.missing.join(" and ")}`;
}

function whyNotGo(go: Facts["go"]): string {
  if (go.failure !== undefined) return `the Go build failed, ${go.failure}`;
  if (go.installed === undefined) return "Go is not installed";
  return `Go ${go.installed} is too old, ${go.needed} is needed`;
}
