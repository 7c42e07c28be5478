// Whether the size that the machine gets in Azure has room for its disks and adapters, as status tells it. Pure.
import { sameId } from "../operation.ts";
import { sizeProblem } from "../preflight/target-size.ts";
import type { Scene, Status } from "./world.ts";

/** As read at this look; what was known before stays while sizes are not read and the size is the same. */
export function targetSizeOf({ world, item, resource, wanted }: Scene): Status["targetSize"] | undefined {
  const vmSize = wanted.named.vmSize ?? item?.target.vmSize;
  const sizes = world.azure?.targetSizes;
  const before = resource.status?.targetSize;
  if (item === undefined || vmSize === undefined) return undefined;
  if (sizes === undefined) return sameId(before?.name, vmSize) ? before : undefined;
  const dataDisks = item.disks.filter(({ osDisk }) => !osDisk).length;
  const adapters = item.nics.filter(({ include }) => include).length;
  const problem = sizeProblem({ vmSize, sizes, dataDisks, adapters });
  return problem === undefined ? { name: vmSize, fits: true } : { name: vmSize, fits: false, message: problem };
}
