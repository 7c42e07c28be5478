// Who is looked at after which news of Azure's, and who waits while a vault is read for the first time.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { condition, drill, operation, protection, vault } from "./protection/builders.ts";
import { bound, ITEM, named, owner, startWired, type Wired } from "./wired.ts";

let wired: Wired;
let fed: Wired["fed"];
let directory: Wired["directory"];
let looked: Wired["looked"];
let added: Wired["added"];

beforeEach(async () => {
  wired = await startWired();
  ({ fed, directory, looked, added } = wired);
});

afterEach(() => fed.stop());

describe("Azure's news", () => {
  const everyone = async () => {
    const { vault: _, ...anyVault } = named("any").spec;
    await added(owner(), named("unbound"), { ...named("any"), spec: anyVault as PhysicalMachineProtection["spec"] });
  };

  test("of machines wakes those that have none yet, also when they name no vault", async () => {
    await everyone();
    wired.news("machines");
    expect(await looked()).toEqual({ protections: ["dr-team/any", "dr-team/unbound"], vaults: ["contoso"] });
    expect(wired.discoveries).toEqual(["contoso"]);
  });

  test("that the items are known now, or in doubt, wakes all that may write", async () => {
    await everyone();
    wired.news("items");
    expect((await looked()).protections).toEqual(["dr-team/any", "dr-team/unbound", "dr-team/web01"]);
  });

  test("while a vault is read for the first time wakes no protection, and all of them when that is over", async () => {
    await everyone();
    const handle = directory.byName("contoso");
    let reading = true;
    if (handle !== undefined) Object.assign(handle.view, { reading: () => reading });
    await fed.tell("runs", "ADDED", drill({ target: { protection: "web01", vault: "contoso", itemId: ITEM } }));
    await looked();
    for (const what of ["infrastructure", "items", "machines"]) {
      wired.news(what);
      expect((await looked()).protections).toBeUndefined();
    }
    wired.news("items");
    expect(await looked()).toEqual({ runs: ["dr-team/web01-drill"], vaults: ["contoso"] });
    reading = false;
    wired.news("read");
    expect((await looked()).protections).toEqual(["dr-team/any", "dr-team/unbound", "dr-team/web01"]);
  });

  test("while a vault is read for the first time leaves those alone that have nothing to say, until it is told", async () => {
    const work = protection({
      metadata: { name: "busy", uid: "uid-busy" },
      status: { bound, operation: operation() },
    });
    const handle = directory.byName("contoso");
    let reading = true;
    if (handle !== undefined) Object.assign(handle.view, { reading: () => reading });
    await fed.tell("protections", "ADDED", owner());
    await fed.tell("protections", "ADDED", work);
    expect((await looked()).protections).toEqual(["dr-team/busy"]);
    wired.news(ITEM);
    expect((await looked()).protections).toEqual(["dr-team/busy"]);
    reading = false;
    wired.news("read");
    expect((await looked()).protections).toEqual(["dr-team/busy", "dr-team/web01"]);
  });

  test("that never comes leaves nobody without a look for longer than a minute or so", async () => {
    await added(owner());
    directory.reopen("contoso");
    expect((await looked()).protections).toBeUndefined();
    await wired.clock.advance(66_000);
    expect((await looked()).protections).toEqual(["dr-team/web01"]);
  });

  test("that a vault cannot be opened wakes those who wait for it", async () => {
    await added(owner());
    directory.reopen("contoso");
    const status = { conditions: [condition("Ready", "False", "SecretNotFound")] };
    await fed.tell("vaults", "MODIFIED", Object.assign(vault(), { status }));
    expect((await looked()).protections).toEqual(["dr-team/web01"]);
  });

  test("of one item wakes its protection and its run, and nobody else", async () => {
    await everyone();
    await fed.tell("runs", "ADDED", drill({ target: { protection: "web01", vault: "contoso", itemId: ITEM } }));
    await looked();
    wired.news(ITEM);
    expect(await looked()).toEqual({ protections: ["dr-team/web01"], runs: ["dr-team/web01-drill"] });
  });
});
