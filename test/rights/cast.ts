// Everybody whom the matrix is about, with the example roles bound in two namespaces.
import type { ControlPlaneClient } from "../control-plane/client.ts";
import type { Subject } from "./reviews.ts";
import { accountOf, type RightsSource } from "./source.ts";

export const CAST_NAMES = ["operator", "bot", "viewer", "drills", "protect", "jane", "neighbour", "nobody"] as const;
export type Cast = Readonly<Record<(typeof CAST_NAMES)[number], Subject>>;

export interface Stage {
  readonly team: string;
  readonly other: string;
  /** For what is in no namespace. */
  readonly unique: string;
}

const account = (source: RightsSource, name: string): Subject => ({
  user: accountOf(source, name),
  groups: ["system:serviceaccounts", `system:serviceaccounts:${source.namespace}`],
});

/** None of whom the examples know: what is bound to those is not asked about here. */
export function castOf(source: RightsSource): Cast {
  return {
    operator: account(source, source.operator),
    bot: account(source, source.bot),
    viewer: { user: "slack:U0MATRIXV1" },
    drills: { user: "slack:U0MATRIXD1", groups: ["slack:matrix-leads"] },
    protect: { user: "slack:U0MATRIXP1" },
    jane: { user: "jane@example.org", groups: ["shop-team"] },
    neighbour: { user: "ned@example.org", groups: ["other-team"] },
    nobody: { user: "sam@example.org", groups: ["everybody-else"] },
  };
}

/** Binds the roles of the source, as examples/chat does, to everybody but the two accounts and nobody. */
export async function bindRoles(api: ControlPlaneClient, { roles }: RightsSource, stage: Stage): Promise<void> {
  const { team, other, unique } = stage;
  const bind = (name: string, namespace: string, role: string, to: string) =>
    api.kubectlOrThrow(["create", "rolebinding", name, "-n", namespace, `--clusterrole=${role}`, to]);
  await Promise.all([
    bind("viewer", team, roles.viewer, "--user=slack:U0MATRIXV1"),
    api.kubectlOrThrow([
      ...["create", "clusterrolebinding", unique, `--clusterrole=${roles.machines}`, "--user=slack:U0MATRIXV1"],
    ]),
    bind("drills", team, roles.drills, "--group=slack:matrix-leads"),
    bind("protect", team, roles.protect, "--user=slack:U0MATRIXP1"),
    bind("jane-drills", team, roles.drills, "--group=shop-team"),
    bind("jane-protect", team, roles.protect, "--group=shop-team"),
    bind("neighbour-drills", other, roles.drills, "--group=other-team"),
    bind("neighbour-protect", other, roles.protect, "--group=other-team"),
  ]);
}
