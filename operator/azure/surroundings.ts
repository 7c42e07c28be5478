// What there is around a vault: physical machines at the site, and machines and networks in Azure. Types only.

export interface SourceMachine {
  readonly id: string;
  readonly name: string;
  readonly fqdn?: string;
  readonly addresses: readonly string[];
  readonly biosId?: string;
  readonly operatingSystem: { readonly type?: string; readonly name?: string; readonly version?: string };
  readonly cores?: number;
  readonly memoryMegabytes?: number;
  readonly firmware?: string;
  readonly disks: readonly {
    readonly id: string;
    readonly name?: string;
    readonly sizeBytes?: number;
    readonly osDisk: boolean;
  }[];
  readonly nics: readonly {
    readonly macAddress?: string;
    readonly addresses: readonly string[];
    readonly network?: string;
  }[];
  readonly appliance?: string;
  readonly errors: readonly string[];
  readonly updatedAt?: Date;
}

export interface RunAsAccount {
  readonly id: string;
  readonly name: string;
}

export interface VirtualMachine {
  readonly id: string;
  readonly name: string;
  readonly size?: string;
  /** `running`, `deallocated`, …: the last part of Azure's `PowerState/…`. */
  readonly powerState?: string;
  readonly addresses: readonly string[];
}

export interface VirtualNetwork {
  readonly id: string;
  readonly location: string;
  readonly subnets: readonly {
    readonly name: string;
    readonly addressPrefix?: string;
    readonly usedAddresses: number;
  }[];
}
