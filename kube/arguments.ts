// What the arguments of a process of ours mean: it takes its settings from its environment, so there are hardly any. Pure.

export type Asked = { readonly asks: "help" | "version" | "work" } | { readonly refused: string };

const MEANINGS: Readonly<Record<string, "help" | "version">> = {
  "--help": "help",
  "-h": "help",
  "--version": "version",
};

/** What is not known is refused and never ignored: a typo must not start something else than what was meant. */
export function readArguments(name: string, args: readonly string[]): Asked {
  const unknown = args.find((arg) => !Object.hasOwn(MEANINGS, arg));
  if (unknown !== undefined) {
    const takes = `The ${name} takes --help and --version only, and its settings from the environment: --help lists them.`;
    return { refused: `"${unknown}" is not an option. ${takes}` };
  }
  const meanings = args.map((arg) => MEANINGS[arg]);
  if (meanings.includes("help")) return { asks: "help" };
  return { asks: meanings.includes("version") ? "version" : "work" };
}
