// Which namespace a line is about.
import { describe, expect, test } from "vitest";
import { UsageError } from "../../bot/command.ts";
import { namespaceOf } from "../../bot/namespace.ts";
import { vaultOf } from "./build.ts";

const CHANNELS = { C0SHOP0001: "shop" };

function found(said: string | undefined, channel: string, ...allowed: readonly string[][]): string {
  const vaults = allowed.map((allowedNamespaces) => vaultOf({ spec: { allowedNamespaces } }));
  const line = { verb: "status", words: [], flags: {}, ...(said !== undefined && { namespace: said }) };
  return namespaceOf({ line, channel, channels: CHANNELS, vaults });
}

describe("a line is about", () => {
  test.each<[string, [said: string | undefined, channel: string], string[][], string]>([
    ["what it says", ["dr-team", "C0SHOP0001"], [["dr-team", "shop"]], "dr-team"],
    ["else what its channel is for", [undefined, "C0SHOP0001"], [["dr-team", "shop"]], "shop"],
    ["else the only one that a vault lets in", [undefined, "C0OTHER001"], [["dr-team"]], "dr-team"],
    ["the only one of several vaults, too", [undefined, "C0OTHER001"], [["dr-team"], ["dr-team"]], "dr-team"],
  ])("%s", (_, [said, channel], allowed, namespace) => {
    expect(found(said, channel, ...allowed)).toBe(namespace);
  });
});

describe("it is asked back", () => {
  test.each<[string, string | undefined, string[][], string]>([
    [
      "when several would do",
      undefined,
      [["shop"], ["dr-team"]],
      "Which namespace? Add `-n dr-team`. There are *dr-team*, *shop*.",
    ],
    [
      "when no vault lets one in",
      undefined,
      [[]],
      "No RecoveryVault lets a namespace in yet. Whoever runs the platform adds one to `spec.allowedNamespaces`.",
    ],
    [
      "when one has a slip",
      "dr-taem",
      [["dr-team", "shop"]],
      "No vault lets namespace `dr-taem` in. Did you mean `-n dr-team`? There are *dr-team*, *shop*.",
    ],
    [
      "when one is not let in",
      "kube-system",
      [["shop"]],
      "No vault lets namespace `kube-system` in. There are *shop*.",
    ],
    ["when one is said and there is none", "shop", [], "No vault lets namespace `shop` in. No vault lets one in yet."],
    ["without a ping", "<!here>", [["shop"]], "No vault lets namespace `&lt;!here&gt;` in. There are *shop*."],
  ])("%s", (_, said, allowed, message) => {
    expect(() => found(said, "C0OTHER001", ...allowed)).toThrow(new UsageError(message));
  });

  test("with twenty names at most", () => {
    const many = Array.from({ length: 25 }, (_, index) => `team-${String(index).padStart(2, "0")}`);
    expect(() => found(undefined, "C0OTHER001", many)).toThrow(/\*team-19\*, 5 more\.$/);
  });
});
