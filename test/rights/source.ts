// Where the rights come from that the matrix is held against: the one place that knows names of accounts and roles.
// Whatever else installs them (a chart) has a source of its own, and the same matrix.
import { join } from "node:path";
import { type Manifest, readManifests } from "../control-plane/install.ts";

export interface RightsSource {
  /** Everything that gives rights: accounts, roles, bindings. */
  manifests(): Promise<readonly Manifest[]>;
  /** Where both run. */
  readonly namespace: string;
  readonly operator: string;
  readonly bot: string;
  /** ClusterRoles to bind to people. */
  readonly roles: Readonly<Record<"viewer" | "machines" | "drills" | "protect", string>>;
}

export const EXAMPLES: RightsSource = {
  manifests: () => readManifests(join(import.meta.dirname, "..", "..", "examples", "install")),
  namespace: "asr-chatops",
  operator: "asr-chatops-operator",
  bot: "asr-chatops-bot",
  roles: {
    viewer: "asr-chatops-viewer",
    machines: "asr-chatops-machines",
    drills: "asr-chatops-drills",
    protect: "asr-chatops-protect",
  },
};

/** The user name of an account of the source. */
export const accountOf = ({ namespace }: RightsSource, name: string): string =>
  `system:serviceaccount:${namespace}:${name}`;
