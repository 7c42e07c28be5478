// IPv4 addresses and subnets as numbers. Pure.

/** 32 bits as a number; undefined when it is no IPv4 address. */
export function addressBits(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((bits, part) => bits * 256 + Number(part), 0);
}

export interface Subnet {
  readonly first: number;
  readonly size: number;
}

/** `10.2.0.0/24`; undefined when it is none. */
export function subnetOf(prefix: string): Subnet | undefined {
  const [network = "", length = ""] = prefix.split("/");
  const bits = addressBits(network);
  if (bits === undefined || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  return { first: Math.floor(bits / size) * size, size };
}

/** Azure keeps the first four addresses and the last one of each subnet for itself. */
export const RESERVED_ADDRESSES = 5;

/** Whether a machine may have the address in this subnet. */
export function isUsable(address: number, { first, size }: Subnet): boolean {
  return address >= first + 4 && address < first + size - 1;
}
