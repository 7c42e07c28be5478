// A peer of the benchmarks: a bare loop that writes the same status to every protection, and nothing else.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { load } from "js-yaml";
import { Agent, request } from "undici";

type How = "apply" | "merge" | "update";

interface Protection {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion: string };
  readonly spec: object;
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; "certificate-authority-data": string } }[];
  readonly users: readonly { user: { token: string } }[];
}

const { values } = parseArgs({
  options: {
    config: { type: "string", default: "" },
    status: { type: "string", default: "" },
    how: { type: "string", default: "merge" },
    "at-once": { type: "string", default: "16" },
  },
});

const kubeconfig = load(readFileSync(values.config, "utf8")) as Kubeconfig;
const server = kubeconfig.clusters[0]?.cluster.server ?? "";
const ca = Buffer.from(kubeconfig.clusters[0]?.cluster["certificate-authority-data"] ?? "", "base64");
const dispatcher = new Agent({ allowH2: false, connections: Number(values["at-once"]), connect: { ca } });
const authorization = `Bearer ${kubeconfig.users[0]?.user.token}`;
const template = JSON.parse(readFileSync(values.status, "utf8")) as { bound: { itemId: string; machineId: string } };
const all = "/apis/asr-chatops.io/v1alpha1/physicalmachineprotections";

async function call(
  method: "GET" | "PATCH" | "PUT",
  path: string,
  contentType?: string,
  body?: object,
): Promise<string> {
  const answer = await request(server + path, {
    dispatcher,
    method,
    headers: { authorization, ...(contentType !== undefined && { "content-type": contentType }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return text;
}

async function everything(): Promise<Protection[]> {
  const found: Protection[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const page = JSON.parse(await call("GET", `${all}?limit=500${next && `&continue=${next}`}`)) as {
      items: Protection[];
      metadata: { continue?: string };
    };
    found.push(...page.items);
    next = page.metadata.continue || undefined; // the last page says ""
  }
  return found;
}

/** Of a machine and an item of its own, as in any fleet. */
function boundOf(name: string): object {
  const { itemId, machineId } = template.bound;
  return { ...template.bound, machineName: name, itemId: `${itemId}-${name}`, machineId: `${machineId}-${name}` };
}

/** Always with the resourceVersion that was read. */
async function write(how: How, read: Protection): Promise<void> {
  const { apiVersion, kind, metadata } = read;
  const { name, namespace, resourceVersion } = metadata;
  const status = { ...template, machine: name, bound: boundOf(name) };
  const path = `/apis/asr-chatops.io/v1alpha1/namespaces/${namespace}/physicalmachineprotections/${name}/status`;
  if (how === "update") await call("PUT", path, "application/json", { ...read, status });
  if (how === "merge") {
    await call("PATCH", path, "application/merge-patch+json", { metadata: { resourceVersion }, status });
  }
  if (how === "apply") {
    const body = { apiVersion, kind, metadata: { name, namespace, resourceVersion }, status };
    await call("PATCH", `${path}?fieldManager=loop&force=true`, "application/apply-patch+yaml", body);
  }
}

const queue = (await everything()).values();
const [beginMs, begun] = [performance.now(), process.cpuUsage()];
const worker = async () => {
  for (const one of queue) await write(values.how as How, one);
};
await Promise.all(Array.from({ length: Number(values["at-once"]) }, worker));
const { user, system } = process.cpuUsage(begun);
const seconds = (performance.now() - beginMs) / 1000;
console.log(`done ${JSON.stringify({ cpuSeconds: (user + system) / 1e6, seconds })}`);
await dispatcher.close();
