// The chart as helm renders it: values of many sorts, what is refused, and what an API server and its pod security say.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { CHART, helm, noHelm } from "../../chart/helm.ts";
import { idOf, type Rendered, rendered } from "../../chart/rendered.ts";
import { IMAGE, REFUSED, VALUE_SETS } from "../../chart/value-sets.ts";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";
import { readManifests } from "../../control-plane/install.ts";
import { ROOT } from "../../docs/project.ts";

const sets = Object.entries(VALUE_SETS);

describe.skipIf(noHelm)("values that people may give", () => {
  test.each(sets)("%s: passes helm lint --strict", async (_, values) => {
    const { exitCode, stdout, stderr } = await helm(["lint", "--strict", CHART], { values });
    expect(`${stdout}${stderr}`).not.toMatch(/\[(WARNING|ERROR)\]/);
    expect(exitCode).toBe(0);
  });

  describe("are taken by the API server, and by pod security's restricted profile", () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await testNamespace("chart");
      const modes = ["enforce", "warn"].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
      await controlPlane().kubectlOrThrow(["label", "namespace", namespace, ...modes]);
    });

    test.each(sets)("%s", async (_, values) => {
      const objects = await rendered(values, namespace);
      const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
      const dryRun = ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"];
      const { stdout, stderr } = await controlPlane().kubectl(dryRun, { input });
      expect(stderr).toBe("");
      expect(stdout.trim().split("\n")).toHaveLength(objects.length);
    });
  });
});

describe.skipIf(noHelm)("is refused, and says why:", () => {
  test.each(REFUSED)("%s", async (_, values, sentence) => {
    const { exitCode, stderr } = await helm(["template", "asr-chatops", CHART], { values });
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(1);
  });
});

describe.skipIf(noHelm)("what is rendered", () => {
  let everything: readonly Rendered[];
  beforeAll(async () => {
    everything = (await Promise.all(sets.map(([, values]) => rendered(values)))).flat();
  });

  test("has no Secret in it, and needs none but those that values name", () => {
    expect(everything.filter(({ kind }) => kind === "Secret")).toEqual([]);
  });

  test("gives every process limits, probes and no privilege", () => {
    const containers = everything.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
    expect(containers.length).toBeGreaterThan(sets.length);
    for (const container of containers) {
      const { requests, limits } = container.resources;
      expect({ requests, limits }).toMatchObject({ requests: { cpu: /./, memory: /./ }, limits: { memory: /./ } });
      expect(container).toMatchObject({
        readinessProbe: expect.anything(),
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      });
    }
  });

  test("gives an API token to those who need one and to nobody else", async () => {
    const pods = (await rendered({ ...VALUE_SETS["the bot by socket"], simulator: { enabled: true } })).flatMap(
      ({ spec }) => spec?.template?.spec ?? [],
    );
    const accounts = pods.map(({ serviceAccountName = "nobody", automountServiceAccountToken }) => [
      serviceAccountName,
      automountServiceAccountToken,
    ]);
    expect(Object.fromEntries(accounts)).toEqual({
      "asr-chatops-bot": true,
      "asr-chatops-operator": true,
      nobody: false,
    });
  });

  test("with workload identity has what its webhook looks for, on the operator and nobody else", async () => {
    const objects = await rendered({
      ...VALUE_SETS["everything set"],
      ...VALUE_SETS["the bot by socket"],
      operator: WORKLOAD,
    });
    const marked = objects.filter((one) => JSON.stringify(one).includes("azure.workload.identity/"));
    expect(marked.map(idOf).sort()).toEqual(["Deployment/asr-chatops-operator", "ServiceAccount/asr-chatops-operator"]);
    const [account, deployment] = ["ServiceAccount", "Deployment"].map((of) => marked.find(({ kind }) => kind === of));
    expect(account?.metadata.annotations).toEqual({
      "azure.workload.identity/client-id": WORKLOAD.workloadIdentity.clientId,
    });
    expect(deployment).toMatchObject({
      spec: { template: { metadata: { labels: { "azure.workload.identity/use": "true" } } } },
    });
  });

  test("has the rights of examples/install and no others", async () => {
    const install = await readManifests(join(ROOT, "examples", "install"));
    const wanted = install.filter(({ kind }) => /Role/.test(kind)) as unknown as Rendered[];
    const found = (await rendered(VALUE_SETS["the bot by socket"] ?? {})).filter(({ kind }) => /Role/.test(kind));
    const plain = (objects: readonly Rendered[]) =>
      objects.map(({ metadata: { labels: _, ...metadata }, ...rest }) => ({ ...rest, metadata })).sort(byId);
    expect(plain(found)).toEqual(plain(wanted));
  });

  test.each([[["azure-one", "azure-two"]], [[]]])("lets the operator read Secrets %j and no others", async (names) => {
    const objects = await rendered({ image: IMAGE, operator: { identitySecrets: names } });
    const rules = objects.flatMap(
      (one) => (one.rules ?? []) as readonly { resources: string[]; resourceNames?: string[] }[],
    );
    const secrets = rules.filter(({ resources }) => resources.includes("secrets"));
    expect(secrets.map(({ resourceNames }) => resourceNames)).toEqual(names.length === 0 ? [] : [names]);
    expect(rules.length).toBeGreaterThan(3);
  });

  test("is in the release's namespace, the accounts that admission policies name too", async () => {
    const objects = await rendered(VALUE_SETS["the bot by socket"] ?? {}, "elsewhere");
    const text = JSON.stringify(objects);
    expect(text).not.toMatch(/"namespace":"asr-chatops"|serviceaccount:asr-chatops:/);
    expect(text).toContain("system:serviceaccount:elsewhere:asr-chatops-bot");
  });

  test.each([true, false])("with crds.keep %s: kinds and their policies stay as asked", async (keep) => {
    const objects = await rendered({ image: IMAGE, crds: { keep } });
    const kept = objects.filter(({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] === "keep");
    const guarded = objects.filter(({ kind }) => /^(CustomResourceDefinition|ValidatingAdmission)/.test(kind));
    expect(kept.map(idOf)).toEqual(keep ? guarded.map(idOf) : []);
    expect(guarded.length).toBeGreaterThan(8);
  });

  test("kinds, policies and rights can be left to others", async () => {
    const off = { crds: { enabled: false }, admissionPolicies: { enabled: false }, rights: { people: false } };
    const objects = await rendered({ image: IMAGE, ...off });
    expect(objects.map(idOf).filter((id) => /Custom|Validating|viewer|drills/.test(id))).toEqual([]);
  });

  test("dashboard, alerts and scraping come when they are asked for, and their files are there", async () => {
    const all = { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true }, dashboard: { enabled: true } };
    const ids = (await rendered({ image: IMAGE, monitoring: all })).map(idOf);
    expect(ids).toContain("ServiceMonitor/asr-chatops-operator");
    for (const [file, id] of MONITORING) expect(ids.includes(id)).toBe(there(file));
    expect((await rendered({ image: IMAGE })).map(idOf).filter((id) => /Monitor|Rule\/|dashboard/.test(id))).toEqual(
      [],
    );
  });
});

const WORKLOAD = { workloadIdentity: { enabled: true, clientId: "11111111-1111-1111-1111-111111111111" } };

const MONITORING = [
  ["files/rules.yaml", "PrometheusRule/asr-chatops-alerts"],
  ["files/dashboard.json", "ConfigMap/asr-chatops-dashboard"],
] as const;

function there(file: string): boolean {
  try {
    return readFileSync(join(CHART, file), "utf8") !== "";
  } catch {
    return false;
  }
}

const byId = (a: object, b: object) => idOf(a as Rendered).localeCompare(idOf(b as Rendered));

test("chart, image and package have one version", () => {
  const chart = load(readFileSync(join(CHART, "Chart.yaml"), "utf8")) as { version: string; appVersion: string };
  expect(chart).toMatchObject({ version: packageJson.version, appVersion: packageJson.version });
});
