// Which vault a resource is bound to, and what a namespace may learn of others.
import { describe, expect, test } from "vitest";
import type { RecoveryVault } from "../../../crds/types.ts";
import { bindVault } from "../../../operator/vault/binding.ts";
import { going, vault } from "./sights.ts";

const named = (name: string, allowedNamespaces: readonly string[] = ["dr-team"]): RecoveryVault =>
  vault({ metadata: { name }, spec: { allowedNamespaces } });
const contoso = named("contoso");
const fabrikam = named("fabrikam");
const foreign = named("secret-vault", ["other-team"]);
const leaving = vault({ metadata: { name: "contoso", ...going } });

interface Row {
  readonly named?: string;
  readonly bound?: string;
  readonly vaults: readonly RecoveryVault[];
}

const bound: Readonly<Record<string, [Row, string]>> = {
  "the vault that it names": [{ named: "fabrikam", vaults: [contoso, fabrikam] }, "fabrikam"],
  "the only vault that its namespace may use": [{ vaults: [contoso, foreign] }, "contoso"],
  "the vault it was bound to, when another became possible": [
    { bound: "contoso", vaults: [contoso, fabrikam] },
    "contoso",
  ],
  "the vault it was bound to, whatever it names": [
    { named: "fabrikam", bound: "contoso", vaults: [contoso, fabrikam] },
    "contoso",
  ],
  "the vault it was bound to, though that is being deleted": [{ bound: "contoso", vaults: [leaving] }, "contoso"],
  "the one vault that stays, when the other is being deleted": [{ vaults: [leaving, fabrikam] }, "fabrikam"],
};

const unbound: Readonly<Record<string, [Row, string, readonly string[]]>> = {
  "a vault that does not exist": [
    { named: "contosso", vaults: [contoso] },
    "VaultNotFound",
    ['no RecoveryVault "contosso"', "may use: contoso"],
  ],
  "a vault that does not exist, where none may be used": [
    { named: "contosso", vaults: [foreign] },
    "VaultNotFound",
    ["may use none"],
  ],
  "a vault of other namespaces": [
    { named: "secret-vault", vaults: [foreign] },
    "NotAllowed",
    ['may not use RecoveryVault "secret-vault"', "may update recoveryvaults", "spec.allowedNamespaces"],
  ],
  "the vault it was bound to, after access was withdrawn": [
    { bound: "secret-vault", vaults: [contoso, foreign] },
    "NotAllowed",
    ["secret-vault"],
  ],
  "the vault it was bound to, after that was deleted": [
    { bound: "contoso", vaults: [fabrikam] },
    "VaultNotFound",
    ['"contoso", to which this resource is bound, no longer exists'],
  ],
  "nothing, where several may be used": [
    { vaults: [fabrikam, contoso] },
    "VaultAmbiguous",
    ["2 vaults: contoso, fabrikam", "Set spec.vault"],
  ],
  "nothing, where none may be used": [{ vaults: [foreign] }, "VaultNotFound", ["may use no RecoveryVault"]],
  "a vault that is being deleted": [{ named: "contoso", vaults: [leaving] }, "VaultNotFound", ["is being deleted"]],
};

const bind = ({ named: name, bound: before, vaults }: Row) => bindVault(name, before, "dr-team", vaults);

describe("a resource is bound to", () => {
  test.each(Object.entries(bound))("%s", (_, [row, name]) => {
    const binding = bind(row);
    expect("vault" in binding && binding.vault.metadata.name).toBe(name);
  });
});

describe("a resource is not bound when it names", () => {
  test.each(Object.entries(unbound))("%s", (_, [row, reason, words]) => {
    const binding = bind(row);
    expect(binding).toMatchObject({ reason });
    for (const word of words) expect("sentence" in binding && binding.sentence).toContain(word);
  });

  test("any: vaults of other namespaces are never listed", () => {
    const binding = bind({ named: "contosso", vaults: [contoso, foreign] });
    expect("sentence" in binding && binding.sentence).not.toContain("secret-vault");
  });

  test("one of very many: eight are named and the rest counted", () => {
    const many = Array.from({ length: 11 }, (_, index) => named(`vault-${String(index).padStart(2, "0")}`));
    const binding = bind({ vaults: many });
    expect("sentence" in binding && binding.sentence).toMatch(/may use 11 vaults: vault-00, .*vault-07 and 3 more\./);
  });
});
