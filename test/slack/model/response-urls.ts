// Owns response_urls: 5 uses within 30 minutes, bound to the person and the place of what they did.
export interface Bound {
  readonly user: string;
  readonly channel: string;
  /** The message that was acted on. Commands have none. */
  readonly original?: string;
  readonly threadTs?: string;
}

export interface ResponseUrls {
  /** The last part of the address. */
  issue(bound: Bound): string;
  use(id: string): Bound | "used_url" | "expired_url";
}

const USES = 5;
const LIFE_MS = 30 * 60_000;

export function createResponseUrls(now: () => number): ResponseUrls {
  const all = new Map<string, Bound & { readonly expires: number; left: number }>();
  return {
    issue: (bound) => {
      const id = `R${String(all.size + 1).padStart(9, "0")}`;
      all.set(id, { ...bound, expires: now() + LIFE_MS, left: USES });
      return id;
    },
    use: (id) => {
      const url = all.get(id);
      if (url === undefined || now() > url.expires) return "expired_url";
      if (url.left === 0) return "used_url";
      url.left -= 1;
      return url;
    },
  };
}
