// Which protections need no look before their vault is read: those whose look would end in silence, and no others.
import { describe, expect, test } from "vitest";
import { canWait, isTooEarly } from "../../../operator/protection/first-look.ts";
import { bound, condition, going, look, operation, protection, there, vault } from "./builders.ts";

const troubled = { ...vault(), status: { conditions: [condition("Ready", "False", "SecretNotFound")] } };
const working = { ...vault(), status: { conditions: [condition("Ready", "True", "Connected")] } };
const known = protection({ status: { bound } });

describe("a protection", () => {
  test.each([
    ["of a vault at its first look waits", known, { vault: working, reading: true }, true],
    ["that is new waits as well", protection(), { vault: working, reading: true }, true],
    ["of a vault that was read does not", known, { vault: working, reading: false }, false],
    ["of a vault that is not open yet waits", known, { vault: working, reading: undefined }, true],
    ["of a vault that nobody looked at yet waits", known, { vault: vault(), reading: undefined }, true],
    ["of a vault that cannot be opened does not", known, { vault: troubled, reading: undefined }, false],
    ["of a vault that could not, and is being read now, waits", known, { vault: troubled, reading: true }, true],
    ["without a vault does not: it tells why", known, { vault: undefined, reading: undefined }, false],
    [
      "with a call under way does not",
      protection({ status: { bound, operation: operation() } }),
      { vault: working, reading: true },
      false,
    ],
    [
      "that is being deleted does not",
      protection({ metadata: going, status: { bound } }),
      { vault: working, reading: true },
      false,
    ],
  ])("%s", (_, resource, firstLook, waits) => {
    expect(canWait(resource, firstLook)).toBe(waits);
  });

  test.each([
    ["waits", known, true],
    ["does not wait", protection({ status: { bound, operation: operation() } }), false],
  ])("that %s would be looked at with the same result", (_, resource, silent) => {
    const verdict = look({ resource: { status: resource.status ?? {} }, azure: { reading: true, item: there() } });
    expect(verdict.silent ?? false).toBe(silent);
    expect(isTooEarly(resource, { vault: vault(), reading: true })).toBe(silent);
  });
});
