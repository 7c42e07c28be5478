// Who holds which protected item: one owner at a time, so that two resources never write to the same machine at once.

/** The lower the rank the sooner its turn: what Azure's customers would want first when several want the same item. */
export const RANKS = { failover: 0, cleanUp: 1, drill: 2, disable: 3, update: 4 } as const;

export interface Claimant {
  /** Uid of the resource. */
  readonly owner: string;
  /** `namespace/name`, for sentences. */
  readonly name: string;
  readonly rank: number;
}

export type Claim = { readonly held: true } | { readonly held: false; readonly by: string };

export interface Claims {
  /**
   * Takes the item, or says who has it. Whoever is refused is remembered as waiting, and one of a worse rank does not
   * get the item before it. Taking again what one holds is true and renews the rank.
   */
  take(itemId: string, claimant: Claimant): Claim;
  /** Gives the item up, or stops waiting for it: owed by everyone who asked, also when its resource is gone. */
  release(itemId: string, owner: string): void;
  holder(itemId: string): Claimant | undefined;
}

interface Line {
  holder: Claimant | undefined;
  readonly waiting: Map<string, Claimant>;
}

/** Claims in memory; rebuilt at start by calling `take` for every intent that a status carries. */
export function createClaims(): Claims {
  const lines = new Map<string, Line>();

  const lineFor = (key: string): Line => {
    const known = lines.get(key);
    if (known !== undefined) return known;
    const line: Line = { holder: undefined, waiting: new Map() };
    lines.set(key, line);
    return line;
  };

  return {
    take: (itemId, claimant) => {
      const line = lineFor(itemId.toLowerCase());
      const before = ahead(line, claimant);
      if (before === undefined) {
        line.waiting.delete(claimant.owner);
        line.holder = claimant;
        return { held: true };
      }
      line.waiting.set(claimant.owner, claimant);
      return { held: false, by: before.name };
    },
    release: (itemId, owner) => {
      const key = itemId.toLowerCase();
      const line = lines.get(key);
      if (line === undefined) return;
      line.waiting.delete(owner);
      if (line.holder?.owner === owner) line.holder = undefined;
      if (line.holder === undefined && line.waiting.size === 0) lines.delete(key);
    },
    holder: (itemId) => lines.get(itemId.toLowerCase())?.holder,
  };
}

/** Who must be done before the claimant may have the item: its holder, else the first better-ranked one waiting. */
function ahead(line: Line, claimant: Claimant): Claimant | undefined {
  if (line.holder?.owner === claimant.owner) return undefined;
  if (line.holder !== undefined) return line.holder;
  const better = [...line.waiting.values()].filter(
    ({ owner, rank }) => owner !== claimant.owner && rank < claimant.rank,
  );
  return better.sort((one, other) => one.rank - other.rank)[0];
}
