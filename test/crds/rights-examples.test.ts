// examples/install and examples/chat fit together: bindings name roles and accounts that are there, roles name no wildcard.
import { expect, test } from "vitest";
import { readManifests } from "../control-plane/install.ts";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

const folder = async (name: string): Promise<readonly Document[]> =>
  readManifests(new URL(`../../examples/${name}/`, import.meta.url).pathname);

const install = await folder("install");
const chat = await folder("chat");
const idOf = ({ kind, metadata: { name, namespace } }: Document) => [kind, namespace, name].filter(Boolean).join("/");
const known = [...install, ...chat].map(idOf);
const bindings = [...install, ...chat].filter(({ roleRef }) => roleRef !== undefined);

test.each(bindings.map((binding) => [idOf(binding), binding] as const))(
  "%s binds a role that is there",
  (_, binding) => {
    const { roleRef, metadata } = binding;
    const where = roleRef?.kind === "Role" ? `${metadata.namespace}/` : "";
    expect(known).toContain(`${roleRef?.kind}/${where}${roleRef?.name}`);
  },
);

test("in install, everything is bound to an account that is there and to nobody else", () => {
  const subjects = bindings.filter((binding) => install.includes(binding)).flatMap(({ subjects: all = [] }) => all);
  expect(subjects.length).toBeGreaterThan(0);
  for (const { kind, namespace, name } of subjects) expect(known).toContain(`${kind}/${namespace}/${name}`);
});

test("in chat, everything is bound to people in Slack", () => {
  const subjects = chat.flatMap(({ subjects: all = [] }) => all);
  expect(subjects.length).toBeGreaterThan(0);
  for (const { kind, name } of subjects) expect(`${kind} ${name}`).toMatch(/^(User slack:U|Group slack:)/);
});

test("no role names a wildcard, which would include what comes later", () => {
  const rules = install.flatMap((document) => document.rules ?? []);
  expect(rules.length).toBeGreaterThan(0);
  for (const { apiGroups, resources, verbs } of rules)
    expect([...apiGroups, ...resources, ...verbs]).not.toContain("*");
});

test("the roles for people reach nothing but our own kinds, and no status", () => {
  const roles = ["viewer", "machines", "drills", "protect"].map((name) => `ClusterRole/asr-chatops-${name}`);
  const found = install.filter((document) => roles.includes(idOf(document)));
  expect(found.map(idOf).sort()).toEqual([...roles].sort());
  for (const { apiGroups, resources } of found.flatMap(({ rules = [] }) => rules)) {
    expect(apiGroups).toEqual(["asr-chatops.io"]);
    expect(resources.filter((resource) => resource.includes("/"))).toEqual([]);
  }
});
