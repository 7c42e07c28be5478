// A credential whose secret may be replaced while the operator runs: each token is asked for with the secret of then.
import type { TokenCredential } from "@azure/core-auth";
import { StalledError } from "../../errors.ts";

/**
 * Reads the secret anew for each token, of which there is about one an hour. When it cannot be read for the moment, the
 * last one stands; when it is gone, which `read` tells by a StalledError, there is no token.
 */
export function rotatingCredential(
  read: () => Promise<string>,
  create: (secret: string) => TokenCredential,
): TokenCredential {
  let current: { readonly secret: string; readonly credential: TokenCredential } | undefined;
  const latest = async (): Promise<TokenCredential> => {
    try {
      const secret = await read();
      if (current?.secret !== secret) current = { secret, credential: create(secret) };
    } catch (error) {
      if (current === undefined || error instanceof StalledError) throw error;
    }
    return current.credential;
  };
  return { getToken: async (scopes, options) => (await latest()).getToken(scopes, options) };
}
