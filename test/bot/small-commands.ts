// A few commands, enough to read every kind of line.
import type { Command } from "../../bot/command.ts";

const command = (parts: Partial<Command> & Pick<Command, "verbs">): Command => ({
  takes: "",
  does: "",
  deed: "",
  words: [0, 0],
  flags: [],
  examples: [],
  needs: undefined,
  namespaced: true,
  run: async () => ({ message: { text: "", blocks: [] } }),
  ...parts,
});

export const commands: readonly Command[] = [
  command({ verbs: ["status"], takes: "[target]", words: [0, 1] }),
  command({ verbs: ["machines"], flags: [{ name: "unprotected", does: "" }] }),
  command({
    verbs: ["testfailover", "drill"],
    takes: "<target>",
    words: [1, 1],
    flags: [
      { name: "notes", takes: "text", does: "" },
      { name: "cleanup-after", takes: "2h", does: "" },
      { name: "start", takes: "id", does: "", hidden: true },
    ],
    examples: ["testfailover web01"],
  }),
  command({ verbs: ["verdict"], takes: "<run> passed|failed [note]", words: [2, 99] }),
  command({ verbs: ["help"], takes: "[command]", words: [0, 1], namespaced: false }),
];
