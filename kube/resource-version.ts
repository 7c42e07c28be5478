// Which of two resourceVersions is newer. Pure.

const wellFormed = /^(0|[1-9]\d*)$/;

/**
 * -1, 0 or 1 as `a` is older, the same or newer than `b`; undefined when they cannot be compared.
 * Kubernetes documents them since 1.35 as integers that rise within one kind; the older servers we support
 * do the same without promising it.
 */
export function compareVersions(a: string | undefined, b: string | undefined): -1 | 0 | 1 | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  if (!wellFormed.test(a) || !wellFormed.test(b)) return undefined;
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a < b ? -1 : 1;
}
