// The simulator as a process of its own, and what tests ask of it over /_simulator/.
import { testifyNow } from "../security/witness.ts";
import { startChild } from "./child.ts";

/** One write as the simulator received it. */
export interface ReceivedWrite {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly outcome: string;
  readonly status?: number;
  readonly jobId?: string;
  /** x-ms-client-request-id: the operation's id. */
  readonly clientRequestId?: string;
  /** x-ms-correlation-request-id: the request in chat that it was made for. */
  readonly correlationId?: string;
  /** When it arrived, on the simulated clock, ISO 8601. */
  readonly time: string;
  /** `lost`: the client was never told. */
  readonly reply: "sent" | "lost";
  /** The kind of the injected fault that it met. */
  readonly fault?: string;
  /** `portal` for what /_simulator/ itself was told to do. */
  readonly source?: string;
}

export interface SimulatorProcess {
  readonly url: string;
  readonly vaultId: string;
  /** GET under /_simulator/. */
  ask<T>(path: string): Promise<T>;
  /** POST under /_simulator/. */
  tell<T>(path: string, body?: object): Promise<T>;
  stop(): Promise<void>;
}

/** Starts `main.ts simulator` on a free port and waits until it listens. */
export async function startSimulatorProcess(args: readonly string[] = []): Promise<SimulatorProcess> {
  const child = startChild(["simulator", "--port", "0", ...args]);
  const [, vaultId = ""] = await child.line(/^vault: (\S+)/);
  const [, url = ""] = await child.line(/^listening: (\S+)/);

  async function call<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(`${url}/_simulator/${path}`, init);
    if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  return {
    url,
    vaultId,
    ask: (path) => call(path, {}),
    tell: (path, body = {}) =>
      call(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    stop: async () => {
      await testifyNow(async () => [
        { where: "the simulator's writes", text: JSON.stringify(await call("writes", {})) },
      ]);
      await child.end();
    },
  };
}
