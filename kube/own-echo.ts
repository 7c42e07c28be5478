// Our own writes, as the watch brings them back: known by their resourceVersion before the line is decoded. Pure.

export interface OwnEcho {
  /** The copy has this version from the answer to our write. */
  wrote(resourceVersion: string): void;
  /** The version, once for each write, when the line tells what the copy has already. */
  heard(line: string): string | undefined;
  /** A list came: versions of before may be used again, as after a restore of etcd. */
  forget(): void;
}

// Those whose echo never comes, because the watch was faster or began anew, must not add up.
const mostAwaited = 1000;

export function createOwnEcho(): OwnEcho {
  const awaited = new Set<string>();
  return {
    wrote: (resourceVersion) => {
      if (awaited.size >= mostAwaited) awaited.clear();
      awaited.add(resourceVersion);
    },
    heard: (line) => {
      const version = awaited.size === 0 ? undefined : onlyVersionIn(line);
      return version !== undefined && awaited.delete(version) ? version : undefined;
    },
    forget: () => awaited.clear(),
  };
}

const begins = '{"type":"MODIFIED",';
const field = '"resourceVersion":"';

// Every event has this field in its metadata, and within a text of JSON the quotes are escaped. So one that stands there
// once is the object's own; where it stands twice, as in an annotation of that name, the line is decoded.
function onlyVersionIn(line: string): string | undefined {
  if (!line.startsWith(begins)) return undefined;
  const at = line.indexOf(field) + field.length;
  if (at < field.length || line.indexOf(field, at) >= 0) return undefined;
  return line.slice(at, line.indexOf('"', at));
}
