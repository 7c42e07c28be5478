// Owns how a classic item's disks are answered: their replication, where they go, and what a failover makes of them.
import { timeText } from "../arm.ts";
import { guid } from "../chance.ts";
import type { Item, ProtectedDisk } from "../items.ts";
import type { Percentages } from "./view-details.ts";

const MIB = 1024 ** 2;

/** What waits on its way: source, process server, target; the large figures of a machine with high churn are ours. */
const waiting = (item: Item) =>
  item.scenarios.has("high-churn")
    ? { sourceDataInMegaBytes: 20_480.25, psDataInMegaBytes: 512.5, targetDataInMegaBytes: 0 }
    : { sourceDataInMegaBytes: 0.087890625, psDataInMegaBytes: 0, targetDataInMegaBytes: 0 };

/** How far a disk's first copy, or its new one, is; nothing of the kind when neither runs. */
function progress(disk: ProtectedDisk, { percent, health, since }: Percentages) {
  if (percent === undefined) return { progressHealth: health, progressStatus: health };
  const done = Math.floor((disk.capacityBytes * percent) / 100);
  return {
    resyncProgressPercentage: percent,
    resyncProcessedBytes: done,
    resyncTotalTransferredBytes: Math.floor(done * 0.88),
    resyncLast15MinutesTransferredBytes: Math.floor(done * 0.88),
    ...(since !== undefined && { resyncStartTime: timeText(since) }),
    progressHealth: health,
    progressStatus: health,
  };
}

export const diskView = (item: Item, disk: ProtectedDisk, percentages: Percentages) => ({
  diskId: disk.id,
  diskName: disk.name,
  protectionStage: percentages.stage,
  resyncRequired: String(percentages.resyncRequired),
  diskCapacityInBytes: disk.capacityBytes,
  fileSystemCapacityInBytes: disk.capacityBytes,
  ...waiting(item),
  diskResized: "false",
  ...progress(disk, percentages),
});

const seedDisk = (item: Item, disk: ProtectedDisk): string =>
  `${item.target.resourceGroupId}/providers/Microsoft.Compute/disks/asrseeddisk-${item.target.vmName.slice(0, 8)}-${guid("seed", item.id, disk.id)}`;

/** Of managed disks only. */
export const managedDiskView = (item: Item, disk: ProtectedDisk) => ({
  diskId: disk.id,
  seedManagedDiskId: seedDisk(item, disk),
  replicaDiskType: disk.diskType,
  ...(disk.encryptionSetId !== undefined && { diskEncryptionSetId: disk.encryptionSetId }),
  targetDiskName: `${item.target.vmName}-${guid("disk", item.id, disk.id)}`,
});

/** What the disk will be in Azure; the number on its bus is that of the list, the operating system's has none. */
export const azureDiskView = (item: Item, disk: ProtectedDisk, lun: number) => ({
  diskId: disk.id,
  vhdType: disk.os ? "OperatingSystem" : "DataDisk",
  vhdId: disk.id,
  vhdName: disk.name,
  maxSizeMB: String(disk.capacityBytes / MIB),
  lunId: disk.os ? "" : String(lun),
  targetDiskName: `${item.target.vmName}-${guid("disk", item.id, disk.id)}`,
  targetDiskLocation: item.classic?.storageAccountId ?? "",
});
