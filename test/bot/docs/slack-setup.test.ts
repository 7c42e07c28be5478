// docs/slack-setup.md is held to the bot: settings, the file of BOT_CONFIG, roles, and the manifest of the Slack app.
import { load, loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { commands } from "../../../bot/commands.ts";
import { BOT_HELP, readConfig } from "../../../bot/config.ts";
import { readPlaces } from "../../../bot/places.ts";
import { blocks, page } from "../../docs/project.ts";

const setup = page("docs/slack-setup.md");

/** Rows of tables: the first cells, without code style. */
const rows = [...setup.text.matchAll(/^\| `([^`|]+)` \| ([^|]+) \|/gm)].map(([, first = "", second = ""]) => ({
  first,
  second: second.replaceAll("`", ""),
}));

describe("the settings", () => {
  const documented = rows.filter(({ first }) => /^[A-Z_]{5,}$/.test(first));
  const names = documented.map(({ first }) => first);

  test("are those of --help, in its order, with the same defaults", () => {
    const entries = BOT_HELP.split(/^ {2}(?=[A-Z])/m).slice(1);
    const told = entries.map((entry) => {
      const [name = ""] = entry.split(" ", 1);
      return { first: name, second: /\[([^\]]*)\]$/m.exec(entry)?.[1] ?? "unset" };
    });
    expect(documented.filter(({ first }) => first !== "KUBECONFIG")).toEqual(
      told.filter(({ first }) => first !== "KUBECONFIG"),
    );
    expect(names).toContain("KUBECONFIG");
  });

  test("are those that the bot reads", () => {
    const asked = new Set<string>();
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) });
    expect(() => readConfig(env, () => "")).toThrow();
    for (const way of [{ SLACK_SIGNING_SECRET: "secret" }, { SLACK_APP_TOKEN: "xapp-1", NODE_USE_ENV_PROXY: "1" }]) {
      const watched = new Proxy<Readonly<Record<string, string>>>(way, {
        get: (given, name) => read(asked, given, name),
      });
      expect(() => readConfig(watched, () => "")).toThrow();
    }
    // Which cluster it is, the library for Kubernetes finds out.
    // The proxies stand in the row of what turns them on.
    const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
    const others = [...asked].filter((name) => !proxies.includes(name));
    expect(new Set(names)).toEqual(new Set([...others, "KUBECONFIG"]));
  });

  test("that the Deployment gives are among them", () => {
    const deployment = blocks(setup).find(({ text }) => text.includes("kind: Deployment"));
    const given = [...(deployment?.text ?? "").matchAll(/\{name: ([A-Z_]+), value/g)].map(([, name]) => name);
    expect(given.length).toBeGreaterThan(2);
    expect(given.filter((name) => !names.includes(name ?? ""))).toEqual([]);
  });
});

function read(asked: Set<string>, given: Readonly<Record<string, string>>, name: string | symbol): string | undefined {
  asked.add(String(name));
  return given[String(name)];
}

describe("the file of BOT_CONFIG", () => {
  const example = page("examples/slack/bot-config.yaml").text;

  test("takes the keys that have a line, and no others", () => {
    const problems: string[] = [];
    readPlaces("nonsense: true", problems);
    const known = /it takes (.*)\.$/.exec(problems[0] ?? "")?.[1]?.split(", ");
    expect(rows.map(({ first }) => first).filter((word) => known?.includes(word))).toEqual(known);
  });

  test("is, as the example has it, one that the bot takes", () => {
    const problems: string[] = [];
    const places = readPlaces(example, problems);
    expect(problems).toEqual([]);
    expect(Object.values(places.channels)).toEqual(["dr-team"]);
  });

  test("has ids that look as the page says", () => {
    const looks = [...setup.text.matchAll(/^\| (?:a|the) [a-z ]+ \| .* \| `([CUST][A-Z0-9]+)` \|$/gm)].map(
      ([, id]) => id,
    );
    expect(looks).toEqual(["C024BE91L", "U024BE7LH", "S0614TZR7", "T024BE7LD"]);
    const problems: string[] = [];
    readPlaces(`channels: {${looks[0]}: dr-team}\ngroups: {${looks[2]}: "slack:dr-leads"}`, problems);
    expect(problems).toEqual([]);
  });
});

describe("the roles", () => {
  interface Role {
    readonly metadata: { readonly name: string };
    readonly rules: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  }
  const roles = loadAll(page("examples/install/30-people.yaml").text) as readonly Role[];
  const documented = rows.filter(
    ({ first }) => first.startsWith("asr-chatops-") && /viewer|machines|drills|protect/.test(first),
  );

  test("are those of examples/install", () => {
    expect(documented.map(({ first }) => first)).toEqual(roles.map(({ metadata }) => metadata.name));
  });

  const allowed = ({ rules }: Role): readonly string[] =>
    commands
      .filter(
        ({ needs }) =>
          needs !== undefined &&
          rules.some((rule) => rule.resources.includes(needs.resource) && rule.verbs.includes(needs.verb)),
      )
      .map(({ verbs }) => verbs[0]);
  const [viewer] = roles;
  const seen = new Set(viewer === undefined ? [] : allowed(viewer));

  test.each(roles)("$metadata.name allows the commands that the page names", (role) => {
    const told = documented.find(({ first }) => first === role.metadata.name)?.second ?? "";
    const named = commands.map(({ verbs }) => verbs[0]).filter((verb) => new RegExp(`\\b${verb}\\b`).test(told));
    const including = told.startsWith("what a viewer may") ? [...seen] : [];
    expect(new Set([...named, ...including])).toEqual(new Set(allowed(role)));
  });
});

describe("the manifest of the Slack app", () => {
  const manifest = page("bot/slack/manifest.yaml").text;
  const diff =
    blocks(setup)
      .find(({ language }) => language === "diff")
      ?.text.trimEnd()
      .split("\n") ?? [];

  test("has the lines that HTTP changes, in that order", () => {
    const before = diff.filter((line) => !line.startsWith("+")).map((line) => line.slice(1).trim());
    const lines = manifest.split("\n").map((line) => line.replace(/ #.*$/, "").trim());
    let at = -1;
    for (const wanted of before) {
      at = lines.indexOf(wanted, at + 1);
      expect({ wanted, found: at >= 0 }).toEqual({ wanted, found: true });
    }
  });

  test("names the command that the page names", () => {
    const { features } = load(manifest) as { features: { slash_commands: readonly { command: string }[] } };
    expect(features.slash_commands.map(({ command }) => command)).toEqual(["/asr"]);
  });

  test("asks for the scopes whose absence the page explains", () => {
    for (const scope of ["users:read", "usergroups:read"]) {
      expect(setup.text).toContain(`\`${scope}\``);
      expect(manifest).toContain(`- ${scope}`);
    }
  });
});
