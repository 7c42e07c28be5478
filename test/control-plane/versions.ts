// Which Kubernetes, helm and Go are needed: read from binaries/go.mod, the only place that says so.

export interface WantedVersions {
  /** Kubernetes without the "v", e.g. "1.37.2". */
  readonly kubernetes: string;
  /** The oldest Go that builds it, e.g. "1.26.0". */
  readonly go: string;
  /** helm without the "v", e.g. "4.3.1". */
  readonly helm: string;
}

/** Reads both versions from the text of a go.mod. Throws when one is not there. */
export function wantedVersions(goMod: string): WantedVersions {
  const kubernetes = /^\s*k8s\.io\/kubernetes v(\d+\.\d+\.\d+)/m.exec(goMod)?.[1];
  const go = /^go (\d+\.\d+(?:\.\d+)?)/m.exec(goMod)?.[1];
  const helm = /^\s*helm\.sh\/helm\/v\d+ v(\d+\.\d+\.\d+)/m.exec(goMod)?.[1];
  if (kubernetes === undefined || go === undefined || helm === undefined) {
    throw new Error("binaries/go.mod must require k8s.io/kubernetes and helm, and name a Go version.");
  }
  return { kubernetes, go, helm };
}

/** "1.37.2" → "1.37": patches of one minor release are interchangeable for our tests. */
export const minorOf = (version: string): string => version.split(".").slice(0, 2).join(".");

/** Negative when `a` is the older of two dotted versions; a missing part counts as 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The newest of the folder names that are a patch of the wanted minor release; undefined when there is none. */
export function newestOfMinor(names: readonly string[], wanted: string): string | undefined {
  return names
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name) && minorOf(name) === minorOf(wanted))
    .sort(compareVersions)
    .at(-1);
}
