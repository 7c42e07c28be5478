// Every kubectl command that README.md, docs/ and the demo show is one that the API server answers; tried without an effect.
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { readManifests } from "../../control-plane/install.ts";
import { commands, page, pages, ROOT } from "../../docs/project.ts";
import { shellWords } from "../../docs/shell-words.ts";

const EXAMPLE = join(ROOT, "examples", "first-drill");

/** Names in commands, and what stands for them here: other tests of the run share the server. */
const stands: Record<string, string> = { contoso: uniqueName("contoso") };

beforeAll(async () => {
  const api = controlPlane();
  await api.kubectl(["create", "namespace", "dr-team"]);
  stands["dr-team"] = await testNamespace("docs");
  const objects = (await readManifests(EXAMPLE)).filter(({ kind }) => kind !== "Namespace").map(standIn);
  await api.kubectlOrThrow(["create", "-f", "-"], { input: objects.map((one) => JSON.stringify(one)).join("\n---\n") });
});

type Manifest = Awaited<ReturnType<typeof readManifests>>[number];

/** The vault and what belongs to it, under the names of this test. */
function standIn({ metadata, ...rest }: Manifest): object {
  const { name, namespace } = metadata as { readonly name: string; readonly namespace?: string };
  const there = namespace === undefined ? {} : { namespace: instead(namespace) };
  return { ...rest, metadata: { name: instead(name), ...there } };
}

const instead = (word: string): string => stands[word] ?? word;

const WRITES = new Set(["apply", "annotate", "patch", "create", "delete"]);

/** The same command on the stand-ins, without an effect, and at once. */
function harmless(command: string): readonly string[] {
  const words = shellWords(command.replaceAll(/\$\([^)]*\)/g, "2026-11-23T12:00:00Z")).slice(1);
  const here = words.filter((word) => !/^--(watch|timeout)/.test(word)).map(instead);
  if (words.includes("-f")) return [...words.map((word) => word.replace(/^(examples|deploy)\//, `${ROOT}/$1/`)), DRY];
  // No pod runs here: its flags are read, and that is all.
  if (words[0] === "logs") return [...here, "--help"];
  if (words[0] === "wait") return [...here, "--timeout=0s"];
  return WRITES.has(words[0] ?? "") ? [...here, DRY] : here;
}

const DRY = "--dry-run=server";

/** Not a bare mention such as `kubectl apply`, which names a verb and nothing else. */
const isWhole = (command: string): boolean => command.split(" ").length > 2;

/** What the demo prints for people to try: the command, then what it is for. */
const inDemo = [...page("test/demo.ts").text.matchAll(/^ {2}(kubectl .*?) {2,}/gm)].map(([, command = ""]) => command);

const shown = [...new Set([...pages().flatMap((one) => commands(one, "kubectl")), ...inDemo])];

test("the documents show commands at all", () => {
  expect(shown.filter(isWhole).length).toBeGreaterThan(10);
});

test("the demo shows what to try in a terminal", () => {
  expect(inDemo).toHaveLength(2);
});

test("only one kind is watched at a time: kubectl takes no more", () => {
  const watched = shown.filter((command) => command.includes("--watch"));
  expect(watched.length).toBeGreaterThan(0);
  expect(watched.filter((command) => shellWords(command)[2]?.includes(","))).toEqual([]);
});

describe("is answered:", () => {
  test.each(shown.filter(isWhole))("%s", async (command) => {
    const { exitCode, stderr, stdout } = await controlPlane().kubectl(harmless(command));
    // What an installation allows, other tests show: here it is understood, and "no" is an answer.
    if (command.startsWith("kubectl auth can-i")) return expect(stdout).toMatch(/^(yes|no)\n$/);
    // No operator runs here: what is waited for is understood, and is not so yet.
    if (command.startsWith("kubectl wait")) expect(stderr).toMatch(/^error: condition not met for /);
    else expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringMatching(/error/i) });
  });
});

describe("is a verb of kubectl:", () => {
  test.each(shown.filter((command) => !isWhole(command)))("%s", async (command) => {
    const { exitCode } = await controlPlane().kubectl([shellWords(command)[1] ?? "", "--help"]);
    expect(exitCode).toBe(0);
  });
});
