// What a failover of a protected item would create in Azure: settings that are read with it and written to it. Types only.

/** What a failover would create in Azure. */
export interface TargetSettings {
  readonly vmName?: string;
  readonly vmSize?: string;
  readonly resourceGroupId?: string;
  readonly networkId?: string;
  readonly subnet?: string;
  readonly testNetworkId?: string;
  readonly testSubnet?: string;
  readonly availabilityZone?: string;
  readonly availabilitySetId?: string;
  readonly licenseType?: string;
  readonly bootDiagnosticsStorageAccountId?: string;
}

export interface TargetNic {
  readonly nicId: string;
  readonly primary: boolean;
  readonly include: boolean;
  readonly subnet?: string;
  readonly staticIp?: string;
  readonly testSubnet?: string;
  readonly testStaticIp?: string;
}
