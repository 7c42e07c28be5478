// `/asr policies`: how far back one can go, and how often a point is made.
import { policiesMessage } from "../cards/policies.ts";
import type { Command } from "../command.ts";
import { surroundingsOf } from "../surroundings.ts";

export const policies: Command = {
  verbs: ["policies"],
  takes: "",
  does: "The replication policies: how far back you can go, and how often a recovery point is made.",
  deed: "see replication policies",
  words: [0, 0],
  flags: [],
  examples: ["policies"],
  needs: { verb: "list", resource: "replicationpolicies" },
  namespaced: true,
  run: async ({ namespace }, desk) => {
    const found = desk.copies.policies.byIndex("namespace", namespace);
    const sorted = [...found].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
    return { message: policiesMessage({ ...surroundingsOf(namespace, desk), namespace, policies: sorted }) };
  },
};
