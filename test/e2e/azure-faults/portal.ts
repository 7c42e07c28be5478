// Somebody at the portal, who cancels a job that hangs.
import type { Stage } from "./stage.ts";

/** Cancels the job that the item's test failover started; accepted when it resolves. */
export async function cancelInPortal({ writes, stack }: Stage, itemName: string): Promise<void> {
  const start = (await writes()).find(({ path }) => path.toLowerCase().includes(`/${itemName}/testfailover`));
  if (start?.jobId === undefined) throw new Error(`No test failover of ${itemName} was started`);
  const { url, vaultId } = stack.simulator;
  const path = `${vaultId}/replicationJobs/${start.jobId}/cancel?api-version=2025-08-01`;
  const headers = { authorization: "Bearer portal", "x-ms-client-request-id": "portal" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers });
  if (!answer.ok) throw new Error(`Azure answered ${answer.status}: ${await answer.text()}`);
}
