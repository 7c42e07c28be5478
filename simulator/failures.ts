// Owns the failures and warnings that jobs can end with, in Azure's codes and our words.
import type { JobError } from "./jobs.ts";

const failure = (code: string, message: string, possibleCauses: string, recommendedAction: string): JobError => ({
  code,
  message,
  possibleCauses,
  recommendedAction,
});

/** Microsoft's documentation, pull request MicrosoftDocs/azure-docs#106899. */
export const POLICY_NOT_ASSOCIATED = failure(
  "78253",
  "Protection could not be enabled: the replication policy is not associated with the protection container.",
  "The policy was never associated, or the association was removed.",
  "Associate the policy with the container, disable the replication of this machine and enable it again.",
);

/** Microsoft's documentation of push installation of the Mobility service. */
export const PUSH_FAILED = failure(
  "95107",
  "Push installation of the Mobility service on the machine failed: the credentials were not accepted.",
  "The password of the run-as account was changed, or the account may not install software on the machine.",
  "Correct the account on the appliance, disable the replication of this machine and enable it again.",
);

/** Microsoft's documentation of failover problems. */
export const NO_QUOTA = failure(
  "28031",
  "Site Recovery could not create the virtual machine: the quota of cores of the subscription is used up.",
  "The subscription has not enough free cores of this size family in the region.",
  "Ask for a higher quota, or choose a smaller size, and try again.",
);

export const NO_ADDRESS = failure(
  "28092",
  "Site Recovery could not create the network interface of the virtual machine.",
  "The subnet has no free address.",
  "Free addresses in the subnet, or choose another one, and try again.",
);

/** 170010 is Azure's code for a copy that could not be made bootable (Microsoft's documentation). */
export const NOT_BOOTABLE = failure(
  "170010",
  "The virtual machine was created, but the copy could not be made ready to start.",
  "A driver or service that the virtual machine needs is missing on the machine.",
  "Clean up the test failover, correct the machine, and try again.",
);

export const CLEANUP_FAILED = failure(
  "SimulatedCleanupFailed",
  "The test virtual machine could not be deleted.",
  "Something holds a resource of the test machine, for example a lock on the resource group.",
  "Remove what holds it and clean up again.",
);

/** Microsoft's handbook of 2017: an address that is taken lets the failover fail. */
export const addressTaken = (address: string): JobError =>
  failure(
    "28092",
    `Site Recovery could not create the network interface of the virtual machine: ${address} cannot be used.`,
    "The address is in use, or is not in the subnet.",
    "Choose a free address of the subnet, or none, and fail over again.",
  );

export const COMMIT_FAILED = failure(
  "SimulatedCommitFailed",
  "The failover could not be committed.",
  "Site Recovery could not reach its own records.",
  "Commit again.",
);

export const POINT_NOT_CHANGED = failure(
  "SimulatedChangePointFailed",
  "The recovery point could not be changed; the virtual machine runs as before.",
  "The disks of the recovery point could not be made.",
  "Try again, or choose another recovery point.",
);

/** 95117 is Microsoft's code for a machine that push installation cannot reach. */
export const AGENT_NOT_UPDATED = failure(
  "95117",
  "The Mobility service could not be updated: the machine could not be reached.",
  "The machine is switched off, or a firewall stands between it and the appliance.",
  "Check the connection, and update the Mobility service again.",
);

export const DISABLE_FAILED = failure(
  "SimulatedDisableFailed",
  "Replication could not be disabled.",
  "The Mobility service on the machine did not answer.",
  "Check the machine and disable the replication again.",
);

/** Recorded az CLI traffic, 2023: it stands in the running operation, which succeeds all the same. */
export const nameTaken = (vmName: string): JobError =>
  failure(
    "310024",
    `The name provided for the virtual machine '${vmName}' is unavailable.`,
    "Another virtual machine in the target resource group has this name.",
    "Choose another name for the target virtual machine.",
  );

/** Recorded az CLI traffic, 2023: it stands in the operation of a failover that succeeded. */
export const nameChanged = (vmName: string, other: string): JobError =>
  failure(
    "28175",
    `The VM name '${vmName}' was modified to '${other}' to avoid name conflicts.`,
    "Another virtual machine in the target resource group has this name.",
    "No action is needed.",
  );
