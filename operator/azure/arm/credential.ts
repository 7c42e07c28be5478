// Who the operator is to Azure: from a vault's `identity`, or nobody at all before the simulator.
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import type * as IdentityLibrary from "@azure/identity";
import { StalledError } from "../../errors.ts";
import { rotatingCredential } from "./rotating-secret.ts";
import { present } from "./values.ts";

export type { TokenCredential };

/** `spec.identity` of a RecoveryVault, with the way to its secret. */
export type VaultIdentity =
  | { readonly type: "WorkloadIdentity"; readonly clientId: string; readonly tenantId: string }
  | { readonly type: "ManagedIdentity"; readonly clientId?: string }
  | {
      readonly type: "ServicePrincipal";
      readonly clientId: string;
      readonly tenantId: string;
      /** As it is now. Throws StalledError when it is gone, anything else when it could not be read. */
      readonly secret: () => Promise<string>;
    };

export type Cloud = "Public" | "USGovernment";

/** Addresses of the clouds (Microsoft's site recovery appliance support matrix lists both hosts). */
export const CLOUDS: Readonly<Record<Cloud, { readonly endpoint: string; readonly authorityHost: string }>> = {
  Public: { endpoint: "https://management.azure.com", authorityHost: "https://login.microsoftonline.com" },
  USGovernment: {
    endpoint: "https://management.usgovcloudapi.net",
    authorityHost: "https://login.microsoftonline.us",
  },
};

/** Worth nothing anywhere; the transport sends no other token over plain HTTP. */
export const SIMULATOR_TOKEN = "simulator";

const SIMULATOR_TOKEN_LIFE_MS = 86_400_000;

export const simulatorCredential: TokenCredential = {
  getToken: async () => ({ token: SIMULATOR_TOKEN, expiresOnTimestamp: Date.now() + SIMULATOR_TOKEN_LIFE_MS }),
};

/** For tests at the wire. */
export interface SignInOptions {
  readonly httpClient?: HttpClient;
  /** Where the workload identity webhook put the token; by default, where it says so in the environment. */
  readonly tokenFilePath?: string;
}

/**
 * A credential that fetches and renews tokens by itself. Loads Microsoft's identity library only when asked.
 * @throws StalledError when the library says that the identity cannot work as it is
 */
export async function credentialFor(
  identity: VaultIdentity,
  cloud: Cloud,
  options: SignInOptions = {},
): Promise<TokenCredential> {
  const library = await import("@azure/identity");
  try {
    return create(library, identity, { ...options, authorityHost: CLOUDS[cloud].authorityHost });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StalledError("InvalidIdentity", `The vault's spec.identity cannot be used: ${said}`);
  }
}

/** Whoever waits for a token asks again by itself; of the node's own service, which starts slowly, more is expected. */
const ONCE = { retryOptions: { maxRetries: 0 } };

function create(
  library: typeof IdentityLibrary,
  identity: VaultIdentity,
  { httpClient, tokenFilePath, authorityHost }: SignInOptions & { readonly authorityHost: string },
): TokenCredential {
  const wire = present({ httpClient });
  switch (identity.type) {
    case "WorkloadIdentity": {
      const { clientId, tenantId } = identity;
      const file = present({ tokenFilePath });
      return new library.WorkloadIdentityCredential({ clientId, tenantId, authorityHost, ...file, ...wire, ...ONCE });
    }
    case "ManagedIdentity":
      return identity.clientId === undefined
        ? new library.ManagedIdentityCredential(wire)
        : new library.ManagedIdentityCredential({ clientId: identity.clientId, ...wire });
    case "ServicePrincipal": {
      const { clientId, tenantId } = identity;
      const signIn = (secret: string) =>
        new library.ClientSecretCredential(tenantId, clientId, secret, { authorityHost, ...wire, ...ONCE });
      signIn("checks the other two");
      return rotatingCredential(identity.secret, signIn);
    }
    default:
      return identity satisfies never;
  }
}
