// `/asr machines`: what could be protected, as the appliances see it.
import { machinesMessage } from "../cards/machines.ts";
import type { Command } from "../command.ts";
import { surroundingsOf, vaultsFor } from "../surroundings.ts";
import { machinesFor } from "../target.ts";

export const machines: Command = {
  verbs: ["machines"],
  takes: "",
  does: "The physical servers that the appliances see, and which of them are protected.",
  deed: "see the machines",
  words: [0, 0],
  flags: [{ name: "unprotected", does: "Only those that nobody protects." }],
  examples: ["machines", "machines --unprotected"],
  needs: { verb: "list", resource: "discoveredmachines" },
  namespaced: true,
  run: async ({ namespace, line }, desk) => {
    const seen = [...machinesFor(namespace, desk.copies)].sort((a, b) =>
      (a.status?.name ?? "").localeCompare(b.status?.name ?? ""),
    );
    const simulated = vaultsFor(namespace, desk).some(({ status }) => status?.simulated === true);
    const unprotected = line.flags.unprotected !== undefined;
    return {
      message: machinesMessage({
        ...surroundingsOf(namespace, desk),
        namespace,
        machines: seen,
        unprotected,
        simulated,
      }),
    };
  },
};
