// What a process of ours tells Prometheus: its text, and the names and labels in it.
import type { Child } from "./child.ts";

export async function metricsOf(child: Child): Promise<string> {
  const [line] = await child.line(/"msg":"answering health checks"/);
  const whole = child.lines.find((one) => one.includes(line)) ?? "{}";
  const { address } = JSON.parse(whole) as { readonly address: string };
  return await (await fetch(`http://${address}/metrics`)).text();
}

/** The metrics that are registered, whether or not they have a value yet. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name).sort();
}

/** `metric label` of every label that is in use, but for those of simulators and of buckets. */
export function labelsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, series = "", labels = ""] of text.matchAll(/^([a-z_:]+)\{(.*)\} \S+$/gm)) {
    for (const [, label = ""] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) {
      if (label !== "le" && label !== "simulated") found.add(`${series.replace(/_(bucket|sum|count)$/, "")} ${label}`);
    }
  }
  return found;
}
