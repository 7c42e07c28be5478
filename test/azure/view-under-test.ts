// The view over the real adapter and a small vault, made anew for every test.
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import type { SiteRecovery } from "../../operator/azure/site-recovery.ts";
import type { PollingView } from "../../operator/azure/vault-view.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { portTo } from "./port-under-test.ts";
import type { itemRow } from "./rows.ts";
import type { Received, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";
import type { SmallVault } from "./small-vault.ts";
import { smallVault } from "./small-vault.ts";
import type { StillClock } from "./still-clock.ts";
import { createStillClock } from "./still-clock.ts";

export interface ViewTest {
  readonly view: PollingView;
  /** What the view reads through. */
  readonly port: SiteRecovery;
  readonly vault: SmallVault;
  readonly clock: StillClock;
  /** What the view's listeners were told, in order. */
  readonly told: string[];
  readonly received: readonly Received[];
  /** How many requests had such a path. */
  requests(shape: RegExp): number;
  /** Both what the list shows and what is true. */
  shows(...rows: ReturnType<typeof itemRow>[]): void;
}

export const MINUTE = 60_000;

/** Call once per file; the fields are those of the test that runs. */
export function useView(): ViewTest {
  let server: ScriptedServer;
  let now: Pick<ViewTest, "view" | "port" | "vault" | "clock" | "told"> & { readonly close: () => void };

  beforeAll(async () => {
    server = await startScriptedServer();
  });
  beforeEach(() => {
    const vault = smallVault(server);
    const clock = createStillClock();
    const port = portTo(server.url, { clock });
    const view = createVaultView({ port, clock, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" });
    const told: string[] = [];
    view.onChange((what) => told.push(what));
    now = { view, port, vault, clock, told, close: () => port.close() };
  });
  afterEach(() => now.close());
  afterAll(() => server.close());

  return {
    get view() {
      return now.view;
    },
    get port() {
      return now.port;
    },
    get vault() {
      return now.vault;
    },
    get clock() {
      return now.clock;
    },
    get told() {
      return now.told;
    },
    get received() {
      return server.received;
    },
    requests: (shape) => server.received.filter(({ path }) => shape.test(path)).length,
    shows: (...rows) => {
      now.vault.listed = rows;
      now.vault.truth = rows;
    },
  };
}
