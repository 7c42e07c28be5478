// What Azure has around a vault after a failover, for the conformance suite: machines, networks, storage, operations.
import { CACHE, first, GROUP, networkId, type Row, type Stage, VAULT } from "./stage.ts";

const COMPUTE = "api-version=2024-07-01";
const NETWORK = "api-version=2024-05-01";

interface Machine {
  readonly networkProfile: { readonly networkInterfaces: readonly Row[] };
}

export async function seeAzure({ send }: Stage): Promise<void> {
  await send("the vault", "GET", `${VAULT}?api-version=2024-04-01`);
  await send("its group", "GET", `${GROUP}?api-version=2024-03-01`);
  await send("the cache", "GET", `${CACHE}?api-version=2023-05-01`);
  await send("a network", "GET", `${networkId("prod-net")}?${NETWORK}`);
  const machines = `${GROUP}/providers/Microsoft.Compute/virtualMachines`;
  const { id } = first(await send("machines that failed over", "GET", `${machines}?${COMPUTE}`));
  const machine = (await send("one of them", "GET", `${id}?${COMPUTE}`)) as Row;
  await send("how it is", "GET", `${id}/instanceView?${COMPUTE}`);
  const { networkInterfaces } = (machine.properties as unknown as Machine).networkProfile;
  await send("its card", "GET", `${networkInterfaces[0]?.id}?${NETWORK}`);
  const job = first(await send("the jobs", "GET", `${VAULT}/replicationJobs`));
  await send("a job's operation", "GET", `${VAULT}/replicationOperationStatus/${job.name}`);
}
