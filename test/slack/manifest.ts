// Reads the app's manifest: what the bot may call, which events it hears, which commands it has.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";

export interface Manifest {
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly commands: readonly { readonly command: string; readonly escape: boolean }[];
}

interface ManifestFile {
  readonly features: {
    readonly slash_commands: readonly { readonly command: string; readonly should_escape?: boolean }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
}

/** The manifest that the project ships. */
export function readManifest(): Manifest {
  const path = new URL("../../bot/slack/manifest.yaml", import.meta.url);
  const file = load(readFileSync(path, "utf8")) as ManifestFile;
  return {
    scopes: file.oauth_config.scopes.bot,
    events: file.settings.event_subscriptions.bot_events,
    commands: file.features.slash_commands.map((one) => ({
      command: one.command,
      escape: one.should_escape ?? false,
    })),
  };
}
