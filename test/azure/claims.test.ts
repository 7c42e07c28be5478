// Claims: one owner per item, and whose turn it is when several want it.
import { expect, test } from "vitest";
import { createClaims, RANKS } from "../../operator/azure/claims.ts";

const ITEM = "/Subscriptions/s/items/web01";
const who = (name: string, rank: keyof typeof RANKS = "drill") => ({ owner: `uid-${name}`, name, rank: RANKS[rank] });

test("the first to ask gets the item, the second learns from whom", () => {
  const claims = createClaims();
  expect(claims.take(ITEM, who("a"))).toEqual({ held: true });
  expect(claims.take(ITEM, who("b"))).toEqual({ held: false, by: "a" });
  expect(claims.holder(ITEM)).toMatchObject({ name: "a" });
});

test("an item is the same in any case", () => {
  const claims = createClaims();
  claims.take(ITEM, who("a"));
  expect(claims.take(ITEM.toLowerCase(), who("b"))).toEqual({ held: false, by: "a" });
});

test("taking again what one holds is true", () => {
  const claims = createClaims();
  claims.take(ITEM, who("a", "drill"));
  expect(claims.take(ITEM, who("a", "cleanUp"))).toEqual({ held: true });
  expect(claims.holder(ITEM)?.rank).toBe(RANKS.cleanUp);
});

test("a released item goes to the better rank, whoever asks first", () => {
  const claims = createClaims();
  claims.take(ITEM, who("a"));
  claims.take(ITEM, who("updater", "update"));
  claims.take(ITEM, who("rescuer", "failover"));
  claims.release(ITEM, "uid-a");
  expect(claims.take(ITEM, who("updater", "update"))).toEqual({ held: false, by: "rescuer" });
  expect(claims.take(ITEM, who("rescuer", "failover"))).toEqual({ held: true });
});

test("whoever stops waiting is no longer in the way", () => {
  const claims = createClaims();
  claims.take(ITEM, who("a"));
  claims.take(ITEM, who("rescuer", "failover"));
  claims.release(ITEM, "uid-a");
  claims.release(ITEM, "uid-rescuer");
  expect(claims.take(ITEM, who("updater", "update"))).toEqual({ held: true });
});

test("only its holder can give an item up", () => {
  const claims = createClaims();
  claims.take(ITEM, who("a"));
  claims.release(ITEM, "uid-b");
  expect(claims.holder(ITEM)).toMatchObject({ name: "a" });
  claims.release(ITEM, "uid-a");
  expect(claims.holder(ITEM)).toBeUndefined();
});
