// The example vault, as it is when the demo begins: machines that the portal protected yesterday, and manifests that adopt them.
import type { Stack } from "../stack/stack.ts";

/** What examples/adopt adopts. */
const ADOPTED = [
  "web01",
  "sql01",
  "app02-fails-test-failover",
  "app03-fails-cleanup",
  "sql03-high-rpo",
  "app05-critical",
];

const MANIFESTS = [
  "examples/first-drill/00-namespace.yaml",
  "examples/first-drill/10-vault.yaml",
  "examples/first-drill/20-policy.yaml",
  "examples/adopt",
];

/** Resolves when `awaited` are protected as their manifests say. */
export async function fillVault(stack: Stack, awaited: readonly string[]): Promise<void> {
  for (const machine of ADOPTED) await stack.simulator.tell("items", { machine });
  const files = MANIFESTS.flatMap((path) => ["-f", path]);
  await stack.controlPlane.kubectlOrThrow(["apply", ...files]);
  await Promise.all(awaited.map((name) => protectedAs(stack, name)));
}

async function protectedAs({ controlPlane }: Stack, name: string): Promise<void> {
  await controlPlane.kubectlOrThrow([
    "wait",
    "--for=condition=Ready",
    `pmp/${name}`,
    "-n",
    "dr-team",
    "--timeout=120s",
  ]);
}
