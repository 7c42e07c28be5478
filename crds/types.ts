// Generated from crds/*.yaml by "npm run generate". Do not edit: change the YAML.

/** The metadata of an object as the API server serves it. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** What a client needs to know to read and write one kind. */
export interface KindInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Its operating system. */
export interface DiscoveredMachineStatusOs {
  /** Windows, Linux, or Unknown when the appliance does not say. */
  readonly type?: "Windows" | "Linux" | "Unknown";
  /** Its name, such as Ubuntu 22.04. */
  readonly name?: string;
  /** Its version. */
  readonly version?: string;
}

export interface DiscoveredMachineStatusDisk {
  /** The disk's id. */
  readonly id: string;
  /** The disk's name, such as sda. */
  readonly name?: string;
  /** Its size in bytes. */
  readonly sizeBytes?: number;
  /** True for the disk that the machine starts from. */
  readonly osDisk?: boolean;
}

export interface DiscoveredMachineStatusNic {
  /** The adapter's id. */
  readonly id?: string;
  /** Its MAC address. */
  readonly macAddress?: string;
  /** Its IP addresses. */
  readonly addresses?: readonly string[];
  /** The network it is attached to. */
  readonly network?: string;
}

export interface ObjectReference {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
}

/** What the appliance reports. */
export interface DiscoveredMachineStatus {
  /** The RecoveryVault whose appliance sees it. */
  readonly vault: string;
  /** Its ARM id in the appliance's site. */
  readonly id: string;
  /** Its name as the appliance sees it. */
  readonly name: string;
  /** Its fully qualified name. */
  readonly fqdn?: string;
  /** Its IP addresses. */
  readonly addresses?: readonly string[];
  /** Its operating system. */
  readonly os?: DiscoveredMachineStatusOs;
  /** Number of processor cores. */
  readonly cores?: number;
  /** Memory in megabytes. */
  readonly memoryMegabytes?: number;
  /** BIOS or UEFI. */
  readonly firmware?: string;
  /** The BIOS or system UUID. */
  readonly biosId?: string;
  /** Its disks. */
  readonly disks?: readonly DiscoveredMachineStatusDisk[];
  /** Its network adapters. */
  readonly nics?: readonly DiscoveredMachineStatusNic[];
  /** The appliance that sees it. */
  readonly appliance?: string;
  /** ARM id of the appliance's site. */
  readonly site?: string;
  /** Since when no appliance sees it any more. Empty: it is seen. */
  readonly missingSince?: string;
  /** The PhysicalMachineProtection that owns it. */
  readonly protectedBy?: ObjectReference;
  /** What the appliance could not find out, one sentence each. */
  readonly errors?: readonly string[];
}

/** One physical server that an appliance sees. Written by the operator; edits are overwritten. */
export interface DiscoveredMachine {
  readonly apiVersion: "asr-chatops.io/v1alpha1";
  readonly kind: "DiscoveredMachine";
  readonly metadata: ObjectMeta;
  readonly status?: DiscoveredMachineStatus;
}

export const DiscoveredMachineKind = {"group":"asr-chatops.io","version":"v1alpha1","plural":"discoveredmachines","kind":"DiscoveredMachine","namespaced":false} as const satisfies KindInfo;

/** Immutable. Classic vaults only. Makes the configuration server look for this server first. */
export interface PhysicalMachineProtectionMachineAdd {
  /** Immutable. Its host name. */
  readonly name: string;
  /** Immutable. Its IPv4 address. */
  readonly ipAddress: string;
  /** Immutable. Its operating system. */
  readonly osType: "Windows" | "Linux";
}

/** Immutable. Which server: exactly one of name, fqdn, ipAddress, biosId, id; or add. It can be corrected until the machine is found. */
export interface PhysicalMachineProtectionMachine {
  /** Immutable. Its name as the appliance sees it. */
  readonly name?: string;
  /** Immutable. Its fully qualified name. */
  readonly fqdn?: string;
  /** Immutable. One of its addresses. */
  readonly ipAddress?: string;
  /** Immutable. Its BIOS or system UUID. */
  readonly biosId?: string;
  /** Immutable. Its ARM id in the appliance's site. */
  readonly id?: string;
  /** Immutable. Classic vaults only. Makes the configuration server look for this server first. */
  readonly add?: PhysicalMachineProtectionMachineAdd;
}

/** Updatable. Where and as what the machine comes up after a failover. */
export interface PhysicalMachineProtectionTarget {
  /** Updatable. ARM id of the resource group for the machine. */
  readonly resourceGroup?: string;
  /** Updatable. ARM id of the virtual network that the machine fails over to. */
  readonly network?: string;
  /** Updatable. Name of the subnet in that network, for adapters that nics does not name. */
  readonly subnet?: string;
  /** Updatable. The machine's name in Azure. */
  readonly vmName?: string;
  /** Updatable. The machine's size, such as Standard_D4s_v5. */
  readonly vmSize?: string;
  /** Updatable. The availability zone: 1, 2 or 3. Not together with availabilitySet. */
  readonly availabilityZone?: "1" | "2" | "3";
  /** Updatable. ARM id of the availability set. Not together with availabilityZone. */
  readonly availabilitySet?: string;
  /** Updatable. ARM id of the storage account for boot diagnostics. */
  readonly bootDiagnosticsStorageAccount?: string;
  /** Create-only. Type of the managed disks. */
  readonly diskType?: "Standard_LRS" | "StandardSSD_LRS" | "Premium_LRS";
  /** Updatable. WindowsServer brings your own Windows licence (Azure Hybrid Benefit). */
  readonly licenseType?: "NoLicenseType" | "WindowsServer";
  /** Create-only. Tags for the machine. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Updatable. Where the machine comes up in a drill. Never the target's network. */
export interface PhysicalMachineProtectionTestNetwork {
  /** Updatable. ARM id of the virtual network. It must be one of the vault's testNetworks. */
  readonly network: string;
  /** Updatable. Name of the subnet in that network, for adapters that nics does not name. */
  readonly subnet?: string;
}

/** Create-only. Which disks replicate. Left out, all do. The OS disk cannot be left out. */
export interface PhysicalMachineProtectionDisks {
  /** Create-only. Only these disks, by id or name. The OS disk must be among them. */
  readonly include?: readonly string[];
  /** Create-only. All disks but these, by id or name. */
  readonly exclude?: readonly string[];
}

export interface PhysicalMachineProtectionNic {
  /** Which adapter of the machine. */
  readonly macAddress: string;
  /** Updatable. Whether it is the first adapter in Azure. One at most. */
  readonly primary?: boolean;
  /** Updatable. Whether it exists in Azure at all. */
  readonly include?: boolean;
  /** Updatable. Name of its subnet after a failover. */
  readonly subnet?: string;
  /** Updatable. Its address after a failover. It must be free at that moment or the failover fails. Left out, Azure chooses. */
  readonly staticIp?: string;
  /** Updatable. Name of its subnet in a drill. */
  readonly testSubnet?: string;
  /** Updatable. Its address in a drill. Left out, Azure chooses. */
  readonly testStaticIp?: string;
}

/** What is wanted. A field that is left out means that the vault's default is taken, and without one that Azure's value stays. */
export interface PhysicalMachineProtectionSpec {
  /** Immutable. The RecoveryVault. May be left out when the namespace may use exactly one. Bound once, in status. */
  readonly vault?: string;
  /** Create-only. The ReplicationPolicy, in the same namespace. Azure cannot move a protected machine to another policy. */
  readonly policy: string;
  /** Immutable. The protected item's name in Azure. Left out, it is <namespace>-<name>. The oldest resource that names one owns it. */
  readonly azureName?: string;
  /** Immutable. Which server: exactly one of name, fqdn, ipAddress, biosId, id; or add. It can be corrected until the machine is found. */
  readonly machine: PhysicalMachineProtectionMachine;
  /** Create-only. Name of the appliance's run-as account that pushes the Mobility agent. Left out, the vault's default is taken; without one, the agent must be installed by other means. */
  readonly runAsAccount?: string;
  /** Create-only. ARM id of the storage account that caches changed data on its way. */
  readonly cacheStorageAccount?: string;
  /** Updatable. Where and as what the machine comes up after a failover. */
  readonly target?: PhysicalMachineProtectionTarget;
  /** Updatable. Where the machine comes up in a drill. Never the target's network. */
  readonly testNetwork?: PhysicalMachineProtectionTestNetwork;
  /** Create-only. Which disks replicate. Left out, all do. The OS disk cannot be left out. */
  readonly disks?: PhysicalMachineProtectionDisks;
  /** Updatable. How network adapters come up. Adapters that are not named keep Azure's values. */
  readonly nics?: readonly PhysicalMachineProtectionNic[];
  /** Create-only. Machines with the same group share recovery points (multi-VM consistency). The policy needs multiVmSync. */
  readonly replicationGroup?: string;
  /** Local. After how many days without a successful drill one is overdue. Left out, never. */
  readonly drillEveryDays?: number;
  /** Local. What becomes of replication when this object is deleted. Retain leaves it and every recovery point. StopReplication disables it and deletes the recovery points. MigrationComplete closes it after a failover for good. Before deleting, wait until metadata.finalizers names asr-chatops.io/azure: what is deleted sooner goes at once, and replication goes on. */
  readonly deletionPolicy: "Retain" | "StopReplication" | "MigrationComplete";
  /** Local. True stops new writes to Azure. Status, and clean-ups that are due, go on. */
  readonly suspend: boolean;
}

/** The target with the defaults filled in. */
export interface PhysicalMachineProtectionStatusBoundTarget {
  /** ARM id of the resource group. */
  readonly resourceGroup?: string;
  /** ARM id of the virtual network. */
  readonly network?: string;
  /** Name of the subnet. */
  readonly subnet?: string;
  /** The machine's name in Azure. */
  readonly vmName?: string;
  /** The machine's size. */
  readonly vmSize?: string;
  /** The availability zone. */
  readonly availabilityZone?: string;
  /** ARM id of the availability set. */
  readonly availabilitySet?: string;
  /** Type of the managed disks. */
  readonly diskType?: string;
  /** The licence. */
  readonly licenseType?: string;
  /** ARM id of the storage account for boot diagnostics. */
  readonly bootDiagnosticsStorageAccount?: string;
  /** The tags that replication was enabled with. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The test network with the defaults filled in. */
export interface PhysicalMachineProtectionStatusBoundTestNetwork {
  /** ARM id of the virtual network. */
  readonly network?: string;
  /** Name of the subnet. */
  readonly subnet?: string;
}

/** What was decided once and stays - vault, machine, item and the values that the defaults gave. */
export interface PhysicalMachineProtectionStatusBound {
  /** The RecoveryVault. */
  readonly vault: string;
  /** The vault's ARM id. */
  readonly vaultId?: string;
  /** The machine's ARM id in the appliance's site. */
  readonly machineId?: string;
  /** The machine's name as the appliance sees it. */
  readonly machineName?: string;
  /** The protected item's name in Azure. */
  readonly itemName?: string;
  /** The protected item's ARM id. */
  readonly itemId?: string;
  /** The policy's ARM id. */
  readonly policyId?: string;
  /** The run-as account taken from the defaults or the manifest. */
  readonly runAsAccount?: string;
  /** Its id in Azure. */
  readonly runAsAccountId?: string;
  /** ARM id of the cache storage account. */
  readonly cacheStorageAccount?: string;
  /** The process server that the protection was enabled with. */
  readonly processServerId?: string;
  /** The target with the defaults filled in. */
  readonly target?: PhysicalMachineProtectionStatusBoundTarget;
  /** The test network with the defaults filled in. */
  readonly testNetwork?: PhysicalMachineProtectionStatusBoundTestNetwork;
  /** True when our own call created the protected item; false when it was adopted. */
  readonly itemCreatedByUs?: boolean;
}

export interface HealthError {
  /** Azure's error code. */
  readonly code: string;
  /** Azure's message. */
  readonly message: string;
  /** Azure's possible causes. */
  readonly possibleCauses?: string;
  /** Azure's recommended action. */
  readonly recommendedAction?: string;
  /** Azure's level, such as Error or Warning. */
  readonly severity?: string;
  /** Azure's category, such as Replication. */
  readonly category?: string;
  /** Since when. */
  readonly since?: string;
}

/** The Mobility agent on the machine. */
export interface PhysicalMachineProtectionStatusAgent {
  /** Its version. */
  readonly version?: string;
  /** The newest version that Azure knows. */
  readonly latestVersion?: string;
  /** When its version is no longer supported. */
  readonly expiry?: string;
  /** Whether Azure can upgrade it now. */
  readonly upgradeable?: boolean;
  /** Why it cannot, in Azure's words. */
  readonly upgradeBlockedBy?: readonly string[];
  /** True when the machine must be restarted to finish an upgrade. */
  readonly rebootNeeded?: boolean;
  /** True when the agent has not been heard for some minutes. */
  readonly heartbeatStale?: boolean;
}

export interface PhysicalMachineProtectionStatusDisk {
  /** The disk's id. */
  readonly id: string;
  /** The disk's name. */
  readonly name?: string;
  /** Protected replicates. Excluded does not, as asked. New appeared later and does not. */
  readonly state: "Protected" | "Excluded" | "New";
  /** Its size in bytes. */
  readonly sizeBytes?: number;
  /** True for the disk that the machine starts from. */
  readonly osDisk?: boolean;
}

/** Whether the chosen size fits the machine. */
export interface PhysicalMachineProtectionStatusTargetSize {
  /** The size. */
  readonly name?: string;
  /** Whether disks and adapters fit. */
  readonly fits: boolean;
  /** Why not, or what is close to the limit. */
  readonly message?: string;
}

/** The last test failover that ended. */
export interface PhysicalMachineProtectionStatusLastDrill {
  /** When it ended. */
  readonly time: string;
  /** The TestFailover; empty when it was made elsewhere. */
  readonly run?: string;
  /** How the run ended. */
  readonly phase?: string;
  /** What the person who looked said. */
  readonly verdict?: "Passed" | "Failed";
  /** Who said it. */
  readonly by?: string;
}

export interface Failure {
  /** Azure's error code. */
  readonly code?: string;
  /** What went wrong. */
  readonly message: string;
  /** Azure's possible causes. */
  readonly possibleCauses?: string;
  /** Azure's recommended action. */
  readonly recommendedAction?: string;
  /** The id that Microsoft's support asks for. */
  readonly activityId?: string;
  /** The job in Azure. */
  readonly jobId?: string;
}

/** A call to Azure that was refused, or whose job failed, is not repeated before this time, before the spec changes, or before somebody asks for a look by annotation. */
export interface PhysicalMachineProtectionStatusHeldBack {
  /** What was called: Enable, Update or Disable. */
  readonly kind: string;
  /** Why it is held back, in one word, such as EnableFailed. */
  readonly reason: string;
  /** When it is tried again, by Azure's clock. */
  readonly until: string;
  /** The generation of the spec that was tried. */
  readonly generation: number;
  /** What the annotation asr-chatops.io/reconcile-requested-at said then. */
  readonly requestedAt?: string;
}

export interface Finding {
  /** Which check found it, such as TargetSizeTooSmall. */
  readonly id: string;
  /** What is the case. */
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Where the rule comes from. */
  readonly source?: string;
  /** Error stops the action; Warning does not. */
  readonly severity: "Error" | "Warning";
}

export interface Operation {
  /** This intent. Also the client request id of the call. */
  readonly id: string;
  /** What is called, such as EnableProtection or TestFailover. */
  readonly kind: string;
  /** ARM id of the object that the call is about. */
  readonly target: string;
  /** The jobs on that object that existed before the call: they cannot be its own. */
  readonly knownJobs: readonly string[];
  /** The last Date header that Azure sent before the intent, so that clocks do not mix. */
  readonly azureDate?: string;
  /** How often leadership had changed hands; 0 without election. */
  readonly epoch: number;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** When the intent was written. */
  readonly startedAt: string;
  /** The job in Azure that the call started. */
  readonly jobId?: string;
  /** Pending: not answered yet. Started: jobId follows it. Unknown: the answer was lost; the job is looked for. */
  readonly outcome?: "Pending" | "Started" | "Unknown";
  /** When the answer was lost. */
  readonly unknownSince?: string;
  /** When the first look for a lost job was made. The settling time counts from it. */
  readonly firstLookAt?: string;
  /** Digest of what was asked for. */
  readonly requestDigest?: string;
  /** What Azure said last about it. */
  readonly message?: string;
}

export interface Drift {
  /** The field of the spec, such as target.vmSize. */
  readonly field: string;
  /** What the manifest says. */
  readonly wanted: string;
  /** What Azure has. */
  readonly actual: string;
  /** Why it is left, such as CannotChange. */
  readonly reason: string;
  /** What that means and what to do. */
  readonly message?: string;
}

export interface Condition {
  /** What is asserted, such as Ready. */
  readonly type: string;
  /** Whether it holds. */
  readonly status: "True" | "False" | "Unknown";
  /** Why, in one word for machines. */
  readonly reason: string;
  /** Why, in sentences for people. */
  readonly message: string;
  /** When status last changed. */
  readonly lastTransitionTime: string;
  /** The generation that this condition was computed for. */
  readonly observedGeneration?: number;
}

/** What the operator found and did. */
export interface PhysicalMachineProtectionStatus {
  /** The generation of the spec that this status answers; -1 before the operator looked. */
  readonly observedGeneration?: number;
  /** True when a simulator plays Azure. Nothing here is then real. */
  readonly simulated?: boolean;
  /** The machine's name as found, before that what the manifest calls it. */
  readonly machine?: string;
  /** What was decided once and stays - vault, machine, item and the values that the defaults gave. */
  readonly bound?: PhysicalMachineProtectionStatusBound;
  /** The item's state in Azure's own words, such as Protected. */
  readonly protectionState?: string;
  /** The state for people, such as Initial replication 64 % or Not discovered. */
  readonly stateDescription?: string;
  /** How far the initial copy is. */
  readonly initialReplicationPercentage?: number;
  /** Replication health as Azure reports it: None, Normal, Warning or Critical. */
  readonly replicationHealth?: string;
  /** Failover health as Azure reports it; Warning while no drill ever succeeded. */
  readonly failoverHealth?: string;
  /** The band that the RPO is in. The portal has the exact value; a vault's worst one is a metric. */
  readonly rpoBand?: "≤5m" | "≤15m" | "≤1h" | "≤4h" | ">4h";
  /** What Azure says is wrong, with cause and remedy. */
  readonly healthErrors?: readonly HealthError[];
  /** The Mobility agent on the machine. */
  readonly agent?: PhysicalMachineProtectionStatusAgent;
  /** The machine's disks and whether they replicate. */
  readonly disks?: readonly PhysicalMachineProtectionStatusDisk[];
  /** Whether the chosen size fits the machine. */
  readonly targetSize?: PhysicalMachineProtectionStatusTargetSize;
  /** The last test failover that ended. */
  readonly lastDrill?: PhysicalMachineProtectionStatusLastDrill;
  /** When a test failover last succeeded. */
  readonly lastSuccessfulDrillTime?: string;
  /** For the column: the day of the last successful drill, overdue, or never. */
  readonly lastDrillSummary?: string;
  /** What Azure allows on the item now. */
  readonly allowedOperations?: readonly string[];
  /** Where the machine runs: Primary, or Recovery after a failover. */
  readonly activeLocation?: string;
  /** The drill's state in Azure's own words; empty when there is none. */
  readonly testFailoverState?: string;
  /** The protection that owns the item, when it is not this one. */
  readonly managedBy?: ObjectReference;
  /** The last job on the item that failed; gone once one succeeds. */
  readonly lastFailure?: Failure;
  /** A call to Azure that was refused, or whose job failed, is not repeated before this time, before the spec changes, or before somebody asks for a look by annotation. */
  readonly heldBack?: PhysicalMachineProtectionStatusHeldBack;
  /** The item in the Azure portal. */
  readonly portalLink?: string;
  /** What the checks found before protecting the machine. */
  readonly preflight?: readonly Finding[];
  /** The call to Azure that is intended or under way. Written before the call; it makes a crash harmless. */
  readonly operation?: Operation;
  /** Where Azure differs from the manifest and is left as it is. */
  readonly drift?: readonly Drift[];
  /** When the vault's mode is Observe, what Manage would do, one sentence each. */
  readonly wouldDo?: readonly string[];
  /** Ready, Reconciling and Stalled, as kstatus reads them. */
  readonly conditions?: readonly Condition[];
}

/** One physical server that should be protected. */
export interface PhysicalMachineProtection {
  readonly apiVersion: "asr-chatops.io/v1alpha1";
  readonly kind: "PhysicalMachineProtection";
  readonly metadata: ObjectMeta;
  readonly spec: PhysicalMachineProtectionSpec;
  readonly status?: PhysicalMachineProtectionStatus;
}

export const PhysicalMachineProtectionKind = {"group":"asr-chatops.io","version":"v1alpha1","plural":"physicalmachineprotections","kind":"PhysicalMachineProtection","namespaced":true} as const satisfies KindInfo;

/** The Secret in the operator's namespace whose key clientSecret holds the client secret. */
export interface RecoveryVaultIdentitySecretRef {
  /** The Secret's name. */
  readonly name: string;
}

/** Who the operator is in Azure. Without it the vault is Stalled: NoIdentity; only with the simulator is none needed. */
export interface RecoveryVaultIdentity {
  /** WorkloadIdentity and ManagedIdentity need no secret. ServicePrincipal reads a client secret. */
  readonly type: "WorkloadIdentity" | "ManagedIdentity" | "ServicePrincipal";
  /** The client id of the identity (a GUID). */
  readonly clientId?: string;
  /** The Microsoft Entra tenant (a GUID). */
  readonly tenantId?: string;
  /** The Secret in the operator's namespace whose key clientSecret holds the client secret. */
  readonly secretRef?: RecoveryVaultIdentitySecretRef;
}

/** Where machines come up after a failover. */
export interface RecoveryVaultDefaultsTarget {
  /** ARM id of the resource group for the machines after a failover. */
  readonly resourceGroup?: string;
  /** ARM id of the virtual network that machines fail over to. */
  readonly network?: string;
  /** Name of the subnet in that network. */
  readonly subnet?: string;
  /** Type of the managed disks. */
  readonly diskType?: "Standard_LRS" | "StandardSSD_LRS" | "Premium_LRS";
}

/** Where test machines come up. */
export interface RecoveryVaultDefaultsTestNetwork {
  /** ARM id of the virtual network for drills. It must be one of testNetworks. */
  readonly network: string;
  /** Name of the subnet in that network. */
  readonly subnet?: string;
}

/** What a protection uses where its own manifest says nothing. Resolved once, when the protection is bound; a later change shows there as drift until the annotation asr-chatops.io/apply-defaults is set on it. */
export interface RecoveryVaultDefaults {
  /** Name of the appliance's run-as account that pushes the Mobility agent. */
  readonly runAsAccount?: string;
  /** ARM id of the storage account that caches changed data on its way (cache or log storage account). */
  readonly cacheStorageAccount?: string;
  /** Where machines come up after a failover. */
  readonly target?: RecoveryVaultDefaultsTarget;
  /** Where test machines come up. */
  readonly testNetwork?: RecoveryVaultDefaultsTestNetwork;
}

/** What is wanted. */
export interface RecoveryVaultSpec {
  /** The Azure subscription that holds the vault. Cannot be changed. */
  readonly subscriptionId: string;
  /** The resource group that holds the vault. Cannot be changed. */
  readonly resourceGroup: string;
  /** The vault's name in Azure. Cannot be changed. */
  readonly vaultName: string;
  /** Manage lets the operator write to Azure. Observe never writes, not even a clean-up that is due: what differs is reported as Stalled with reason ObserveOnly, and status.wouldDo lists what Manage would do. */
  readonly mode: "Observe" | "Manage";
  /** The namespaces whose resources may name this vault. Resources elsewhere end Stalled with reason NotAllowed. */
  readonly allowedNamespaces: readonly string[];
  /** Modernized: machines replicate through the replication appliance (provider InMageRcm). Classic: through a configuration server (provider InMageAzureV2). When the vault is of the other kind, Stalled says so. */
  readonly architecture: "Modernized" | "Classic";
  /** Which Azure. It decides the addresses of Resource Manager and of the sign-in service. */
  readonly cloud: "Public" | "USGovernment";
  /** Who the operator is in Azure. Without it the vault is Stalled: NoIdentity; only with the simulator is none needed. */
  readonly identity?: RecoveryVaultIdentity;
  /** The Site Recovery fabric to use. Only needed when the vault has several. */
  readonly fabric?: string;
  /** The virtual networks where drills may run, as ARM ids. A test failover into any other network is refused, and a protection that would fail over for real into one of these ends Stalled with reason TargetIsTestNetwork. */
  readonly testNetworks?: readonly string[];
  /** What a protection uses where its own manifest says nothing. Resolved once, when the protection is bound; a later change shows there as drift until the annotation asr-chatops.io/apply-defaults is set on it. */
  readonly defaults?: RecoveryVaultDefaults;
}

export interface RecoveryVaultStatusAppliance {
  /** The appliance's name. */
  readonly name: string;
  /** Its id in Site Recovery. */
  readonly id?: string;
  /** Id of its process server. */
  readonly processServerId?: string;
  /** Its health as Azure reports it: None, Normal, Warning or Critical. */
  readonly health?: string;
  /** The version of its software. */
  readonly version?: string;
  /** True when no heartbeat came for some minutes. Machines behind it cannot replicate. */
  readonly heartbeatStale?: boolean;
  /** The last heartbeat known when heartbeatStale last changed. */
  readonly lastHeartbeat?: string;
}

export interface RecoveryVaultStatusRunAsAccount {
  /** The account's name, as spec.runAsAccount takes it. */
  readonly name: string;
  /** The account's id in Azure. */
  readonly id: string;
}

/** How many machines, by state. */
export interface RecoveryVaultStatusCounts {
  /** Machines that the appliances see. */
  readonly discovered?: number;
  /** Machines that replicate to this vault. */
  readonly protected?: number;
  /** Machines that are seen and not protected. */
  readonly unprotected?: number;
  /** Machines with a test failover that is not cleaned up. */
  readonly drilling?: number;
  /** Protected items in Azure that no PhysicalMachineProtection owns. */
  readonly unmanaged?: number;
}

export interface RecoveryVaultStatusUnmanagedDrill {
  /** ARM id of the protected item. */
  readonly item: string;
  /** The machine's name. */
  readonly machine?: string;
  /** ARM id of the network it runs in. */
  readonly network?: string;
}

/** How Azure Resource Manager treats us. */
export interface RecoveryVaultStatusArm {
  /** Until when Azure asked us to wait, if it did. */
  readonly throttledUntil?: string;
}

/** What the operator found. Written only when something changed, and lastContactTime at most once a minute. */
export interface RecoveryVaultStatus {
  /** The generation of the spec that this status answers; -1 before the operator looked. */
  readonly observedGeneration?: number;
  /** True when a simulator plays Azure. Nothing here is then real. */
  readonly simulated?: boolean;
  /** The vault's ARM id. */
  readonly vaultId?: string;
  /** The vault's Azure region, such as westeurope. */
  readonly location?: string;
  /** When Azure last answered. Written at most once a minute. */
  readonly lastContactTime?: string;
  /** What the vault's fabric turned out to be. */
  readonly architecture?: "Modernized" | "Classic";
  /** Name of the Site Recovery fabric in use. */
  readonly fabric?: string;
  /** Name of the protection container in use. */
  readonly container?: string;
  /** ARM id of the site whose appliances discover physical servers. */
  readonly serverSite?: string;
  /** Id of the process server that new protections use (a GUID, not an ARM id). */
  readonly processServerId?: string;
  /** The replication appliances or configuration servers of the vault. */
  readonly appliances?: readonly RecoveryVaultStatusAppliance[];
  /** The run-as accounts that the appliances know. */
  readonly runAsAccounts?: readonly RecoveryVaultStatusRunAsAccount[];
  /** How many machines, by state. */
  readonly counts?: RecoveryVaultStatusCounts;
  /** Test failovers that were started elsewhere. They are reported and not touched. */
  readonly unmanagedDrills?: readonly RecoveryVaultStatusUnmanagedDrill[];
  /** How Azure Resource Manager treats us. */
  readonly arm?: RecoveryVaultStatusArm;
  /** The value of the annotation asr-chatops.io/refresh for which the appliances were last asked to look again. */
  readonly lastRefresh?: string;
  /** In Observe mode, what Manage would do, one sentence each. */
  readonly wouldDo?: readonly string[];
  /** Ready, Reconciling and Stalled, as kstatus reads them. */
  readonly conditions?: readonly Condition[];
}

/** One Recovery Services vault, how to reach it, and which namespaces may use it. */
export interface RecoveryVault {
  readonly apiVersion: "asr-chatops.io/v1alpha1";
  readonly kind: "RecoveryVault";
  readonly metadata: ObjectMeta;
  readonly spec: RecoveryVaultSpec;
  readonly status?: RecoveryVaultStatus;
}

export const RecoveryVaultKind = {"group":"asr-chatops.io","version":"v1alpha1","plural":"recoveryvaults","kind":"RecoveryVault","namespaced":false} as const satisfies KindInfo;

/** What is wanted. Durations are written in hours and minutes, such as 24h, 90m or 1h30m; there are no days. */
export interface ReplicationPolicySpec {
  /** Immutable. The RecoveryVault. May be left out when the namespace may use exactly one. Bound once. */
  readonly vault?: string;
  /** Immutable. The policy's name in Azure. Left out, it is <namespace>-<name>. The oldest resource that names one owns it. */
  readonly azureName?: string;
  /** Updatable. How long recovery points are kept, up to 360h (15 days) on modernized; 0s keeps the latest only. */
  readonly recoveryPointRetention: string;
  /** Updatable. How often application-consistent recovery points are made, 1h to 12h; 0s switches them off. */
  readonly appConsistentFrequency: string;
  /** Updatable. How often crash-consistent recovery points are made. Modernized makes them every 5m and nothing else. */
  readonly crashConsistentFrequency: string;
  /** Updatable. From which age of the newest recovery point on a machine counts as behind. An alert only: it does not change replication. Modernized Azure has no such setting; the operator watches it itself. */
  readonly rpoThreshold: string;
  /** Updatable. Lets machines of one replicationGroup share recovery points. */
  readonly multiVmSync: boolean;
  /** Local. What becomes of the policy in Azure when this object is deleted. Retain leaves it. Delete removes mapping and policy once no machine uses them, and waits until then. */
  readonly deletionPolicy: "Retain" | "Delete";
}

/** The container mapping that lets the vault's container use the policy. */
export interface ReplicationPolicyStatusMapping {
  /** Its ARM id. */
  readonly id: string;
  /** Its name. */
  readonly name?: string;
  /** Its state in Azure, such as Paired. */
  readonly state?: string;
  /** Whether Azure upgrades the Mobility agents by itself. */
  readonly agentAutoUpgrade?: boolean;
}

/** The settings that Azure has. */
export interface ReplicationPolicyStatusEffective {
  /** How long recovery points are kept. */
  readonly recoveryPointRetention?: string;
  /** How often application-consistent points are made. */
  readonly appConsistentFrequency?: string;
  /** How often crash-consistent points are made. */
  readonly crashConsistentFrequency?: string;
  /** The threshold in force, Azure's or our own. */
  readonly rpoThreshold?: string;
  /** Whether machines of one group share recovery points. */
  readonly multiVmSync?: boolean;
}

/** A call to Azure that was refused, or whose job failed, is not repeated before this time, before the spec changes, or before somebody asks for a look by annotation. */
export interface ReplicationPolicyStatusHeldBack {
  /** What was called, such as CreatePolicy. */
  readonly kind: string;
  /** Why it is held back, in one word, such as CreatePolicyFailed. */
  readonly reason: string;
  /** When it is tried again, by Azure's clock. */
  readonly until: string;
  /** The generation of the spec that was tried. */
  readonly generation: number;
  /** What the annotation asr-chatops.io/reconcile-requested-at said then. */
  readonly requestedAt?: string;
}

/** What the operator found and did. */
export interface ReplicationPolicyStatus {
  /** The generation of the spec that this status answers; -1 before the operator looked. */
  readonly observedGeneration?: number;
  /** True when a simulator plays Azure. Nothing here is then real. */
  readonly simulated?: boolean;
  /** The RecoveryVault it is bound to. */
  readonly vault?: string;
  /** The policy's name in Azure. */
  readonly azureName?: string;
  /** The policy's ARM id. */
  readonly azureId?: string;
  /** The vault's architecture. */
  readonly architecture?: "Modernized" | "Classic";
  /** The container mapping that lets the vault's container use the policy. */
  readonly mapping?: ReplicationPolicyStatusMapping;
  /** The settings that Azure has. */
  readonly effective?: ReplicationPolicyStatusEffective;
  /** Machines that use it in Azure. */
  readonly machinesUsing?: number;
  /** The last call to Azure for this policy that was refused or whose job failed; gone once one succeeds. */
  readonly lastFailure?: Failure;
  /** A call to Azure that was refused, or whose job failed, is not repeated before this time, before the spec changes, or before somebody asks for a look by annotation. */
  readonly heldBack?: ReplicationPolicyStatusHeldBack;
  /** The call to Azure that is intended or under way. Written before the call; it makes a crash harmless. */
  readonly operation?: Operation;
  /** Where Azure differs from the manifest and is left as it is. */
  readonly drift?: readonly Drift[];
  /** When the vault's mode is Observe, what Manage would do, one sentence each. */
  readonly wouldDo?: readonly string[];
  /** Ready, Reconciling and Stalled, as kstatus reads them. */
  readonly conditions?: readonly Condition[];
}

/** How long recovery points are kept and how often they are made. */
export interface ReplicationPolicy {
  readonly apiVersion: "asr-chatops.io/v1alpha1";
  readonly kind: "ReplicationPolicy";
  readonly metadata: ObjectMeta;
  readonly spec: ReplicationPolicySpec;
  readonly status?: ReplicationPolicyStatus;
}

export const ReplicationPolicyKind = {"group":"asr-chatops.io","version":"v1alpha1","plural":"replicationpolicies","kind":"ReplicationPolicy","namespaced":true} as const satisfies KindInfo;

/** From which recovery point the test machine is made. */
export interface TestFailoverRecoveryPoint {
  /** Latest processes all data first. LatestProcessed is the newest that is ready. LatestAppConsistent and LatestCrashConsistent are the newest of their kind. ById is the one that id names. */
  readonly type: "Latest" | "LatestProcessed" | "LatestAppConsistent" | "LatestCrashConsistent" | "ById";
  /** The recovery point's ARM id or name. */
  readonly id?: string;
}

/** When the test machine is removed. now outranks until, and until outranks after. */
export interface TestFailoverCleanUp {
  /** How long after the machine is up, 15m to 168h; or Never, and then until or now must end it. */
  readonly after: string;
  /** An absolute time, such as 2026-11-23T18:00:00Z. What an extension in chat writes. */
  readonly until?: string;
  /** True cleans up at once; before the machine is up it cancels the run. */
  readonly now?: boolean;
}

/** What the person who looked at the test machine says. */
export interface TestFailoverVerdict {
  /** Whether the machine does its work. */
  readonly result: "Passed" | "Failed";
  /** Who says so: absent, your own user name, or slack:<id> written by the bot. */
  readonly by?: string;
  /** What was seen, at most 1024 characters. */
  readonly note?: string;
}

/** What is asked for. It cannot be changed apart from cleanUp, notes and verdict, and those not after the end (a missing verdict can then be set once). */
export interface TestFailoverSpec {
  /** The PhysicalMachineProtection, in the same namespace. This or plan. */
  readonly protection?: string;
  /** The RecoveryPlan, in the same namespace. This or protection. Not supported yet; such a run ends Stalled with reason NotYetSupported. */
  readonly plan?: string;
  /** From which recovery point the test machine is made. */
  readonly recoveryPoint: TestFailoverRecoveryPoint;
  /** ARM id of the virtual network to run in. Left out, the protection's testNetwork. It must be one of the vault's testNetworks. */
  readonly network?: string;
  /** Until when the run may start, such as 2026-11-23T18:00:00Z. Past it, it ends Cancelled with reason TooLate. Left out, it waits as long as needed. */
  readonly startBy?: string;
  /** When the test machine is removed. now outranks until, and until outranks after. */
  readonly cleanUp: TestFailoverCleanUp;
  /** Kept with the clean-up job in Azure and in this record, at most 1024 characters. */
  readonly notes?: string;
  /** What the person who looked at the test machine says. */
  readonly verdict?: TestFailoverVerdict;
  /** Who asked: absent, your own user name, or slack:<id> written by the bot. */
  readonly requestedBy?: string;
  /** How many days the record of a run made in chat is kept after its end; then the operator deletes it. */
  readonly keepDays?: number;
}

/** What the run is about, as it was when the run began. */
export interface TestFailoverStatusTarget {
  /** The PhysicalMachineProtection. */
  readonly protection: string;
  /** Its uid. */
  readonly protectionUid?: string;
  /** The machine's name. */
  readonly machine?: string;
  /** The RecoveryVault. */
  readonly vault?: string;
  /** The protected item's ARM id. */
  readonly itemId?: string;
}

export interface TestFailoverStatusTimeline {
  /** What happened, such as Checked, Started, MachineUp, CleanedUp. */
  readonly step: string;
  /** When. */
  readonly time: string;
  /** The job in Azure. */
  readonly jobId?: string;
  /** Details, in a sentence. */
  readonly message?: string;
}

/** The recovery point that was used. */
export interface TestFailoverStatusRecoveryPoint {
  /** Its ARM id. */
  readonly id?: string;
  /** When it was made. */
  readonly time?: string;
  /** Its type in Azure's words, such as CrashConsistent. */
  readonly type?: string;
}

/** The machine in the test network. */
export interface TestFailoverStatusTestMachine {
  /** Its name. */
  readonly name: string;
  /** Its ARM id. */
  readonly id?: string;
  /** Its size. */
  readonly size?: string;
  /** Its addresses. */
  readonly addresses?: readonly string[];
  /** Its power state, such as running. */
  readonly powerState?: string;
}

/** How the clean-up goes. */
export interface TestFailoverStatusCleanUp {
  /** How often it was started. */
  readonly attempts?: number;
  /** The job in Azure. */
  readonly jobId?: string;
  /** Why the last attempt failed. */
  readonly lastFailure?: Failure;
  /** When it is tried again. */
  readonly nextTryAt?: string;
  /** Us, or Elsewhere when somebody cleaned up in the portal. */
  readonly by?: "Us" | "Elsewhere";
  /** What made it begin. */
  readonly why?: "Due" | "Asked" | "Deleted" | "Failed" | "Cancelled";
}

/** Why Azure refused to start it, the last time it was asked. Nothing was started then. */
export interface TestFailoverStatusRefusal {
  /** Azure's error code. */
  readonly code?: string;
  /** What went wrong. */
  readonly message: string;
  /** Azure's possible causes. */
  readonly possibleCauses?: string;
  /** Azure's recommended action. */
  readonly recommendedAction?: string;
  /** The id that Microsoft's support asks for. */
  readonly activityId?: string;
  /** The job in Azure. */
  readonly jobId?: string;
}

/** How the run goes. */
export interface TestFailoverStatus {
  /** The generation of the spec that this status answers; -1 before the operator looked. */
  readonly observedGeneration?: number;
  /** True when a simulator plays Azure. Nothing here is then real. */
  readonly simulated?: boolean;
  /** Where the run stands. No final phase while a test machine exists. */
  readonly phase?: "Pending" | "Checking" | "Starting" | "Running" | "CleaningUp" | "Succeeded" | "PartiallySucceeded" | "Failed" | "Cancelled";
  /** What the run is about, as it was when the run began. */
  readonly target?: TestFailoverStatusTarget;
  /** ARM id of the network that the test machine runs in. */
  readonly network?: string;
  /** What happened, each step with its time. */
  readonly timeline?: readonly TestFailoverStatusTimeline[];
  /** When the test failover was started. */
  readonly startedAt?: string;
  /** When the test machine was up. */
  readonly runningSince?: string;
  /** When the test machine is removed. */
  readonly cleanUpAt?: string;
  /** The same for the column, such as 11:42 UTC; Never when only a person ends it. */
  readonly cleansUpAtText?: string;
  /** When the run ended. */
  readonly endedAt?: string;
  /** The recovery point that was used. */
  readonly recoveryPoint?: TestFailoverStatusRecoveryPoint;
  /** How old the newest recovery point was at the start, in seconds. */
  readonly rpoAtStartSeconds?: number;
  /** How many minutes from the start until the machine was up. */
  readonly minutesUntilUp?: number;
  /** The machine in the test network. */
  readonly testMachine?: TestFailoverStatusTestMachine;
  /** Why the run failed. Azure's words are kept as they are. */
  readonly failure?: Failure;
  /** How the clean-up goes. */
  readonly cleanUp?: TestFailoverStatusCleanUp;
  /** The phase that the run ends in once nothing of it is left. */
  readonly end?: "Succeeded" | "PartiallySucceeded" | "Failed" | "Cancelled";
  /** Why it ends so, such as TooLate, in one word. */
  readonly endReason?: string;
  /** For the column: how it ended or what it waits for. */
  readonly result?: string;
  /** What the run waits for, in a sentence, while it waits. */
  readonly waitingFor?: string;
  /** Before this time, by Azure's clock, a start that Azure refused is not asked for again. */
  readonly nextTryAt?: string;
  /** What the annotation asr-chatops.io/reconcile-requested-at said when Azure was last asked for something: another value has it asked again at once. */
  readonly requestedAt?: string;
  /** Why Azure refused to start it, the last time it was asked. Nothing was started then. */
  readonly refusal?: TestFailoverStatusRefusal;
  /** What the checks found before the start. */
  readonly findings?: readonly Finding[];
  /** The call to Azure that is intended or under way. Written before the call; it makes a crash harmless. */
  readonly operation?: Operation;
  /** When the vault's mode is Observe, what Manage would do, one sentence each. */
  readonly wouldDo?: readonly string[];
  /** Ready, Reconciling and Stalled, as kstatus reads them. */
  readonly conditions?: readonly Condition[];
}

/** One rehearsal of a failover. The machine comes up from a recovery point in an isolated network, is looked at, and is cleaned up. Replication goes on meanwhile. */
export interface TestFailover {
  readonly apiVersion: "asr-chatops.io/v1alpha1";
  readonly kind: "TestFailover";
  readonly metadata: ObjectMeta;
  readonly spec: TestFailoverSpec;
  readonly status?: TestFailoverStatus;
}

export const TestFailoverKind = {"group":"asr-chatops.io","version":"v1alpha1","plural":"testfailovers","kind":"TestFailover","namespaced":true} as const satisfies KindInfo;
