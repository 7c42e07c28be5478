// Owns the one model behind all doors: everything the fake knows, put together from its parts.
import { type Manifest, readManifest } from "./manifest.ts";
import { withBlockIds } from "./model/block-ids.ts";
import { type Channels, createChannels } from "./model/channels.ts";
import { createIds, createTimestamps, type Ids } from "./model/ids.ts";
import { createMessages, type Messages } from "./model/messages.ts";
import { createPeople, type People } from "./model/people.ts";
import { createRates, type Rates } from "./model/rates.ts";
import { createResponseUrls, type ResponseUrls } from "./model/response-urls.ts";
import { createTriggers, type Triggers } from "./model/triggers.ts";
import { createViews, type Views } from "./model/views.ts";
import type { Option } from "./people/elements.ts";
import { createTranscript, type Transcript } from "./transcript.ts";
import type { SlackFakeOptions } from "./types.ts";

export interface World {
  readonly manifest: Manifest;
  readonly people: People;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responses: ResponseUrls;
  readonly rates: Rates | undefined;
  /** What the bot offered last in the menus that ask it, by view and block. */
  readonly offers: Map<string, readonly Option[]>;
  readonly transcript: Transcript;
  readonly ids: Ids;
  /** A timestamp that no message has: for events and actions. */
  readonly nextTs: () => string;
  readonly now: () => number;
  /** Tells whoever watches that something looks different now. */
  changed(): void;
  onChange(handler: () => void): () => void;
}

function manifestFor({ scopes, shouldEscape }: SlackFakeOptions): Manifest {
  const manifest = readManifest();
  return {
    ...manifest,
    scopes: scopes ?? manifest.scopes,
    commands: manifest.commands.map((one) => ({ ...one, escape: shouldEscape ?? one.escape })),
  };
}

export function createWorld(options: SlackFakeOptions): World {
  const now = options.now ?? Date.now;
  const ids = createIds();
  const nextTs = createTimestamps(now);
  const people = createPeople(options);
  const watchers = new Set<() => void>();
  return {
    manifest: manifestFor(options),
    people,
    channels: createChannels(options.channels, people),
    messages: createMessages(nextTs, (blocks) => withBlockIds(blocks, ids)),
    views: createViews(ids, (view) => ({ ...view, blocks: withBlockIds(view.blocks, ids) })),
    triggers: createTriggers(now, options.triggerMilliseconds),
    responses: createResponseUrls(now),
    rates: (options.rateLimits ?? true) ? createRates(now) : undefined,
    offers: new Map(),
    transcript: createTranscript(now),
    ids,
    nextTs,
    now,
    changed: () => {
      for (const watcher of watchers) watcher();
    },
    onChange: (handler) => {
      watchers.add(handler);
      return () => void watchers.delete(handler);
    },
  };
}
