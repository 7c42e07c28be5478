// What a vault is made of, read and chosen: the fabric, its one container, the appliances, the run-as accounts.
import type { StalledError } from "../errors.ts";
import type { Appliance, Fabric, SiteRecovery } from "./site-recovery.ts";
import type { Infrastructure, Seen } from "./view.ts";

export interface Choice {
  /** `spec.fabric`; only needed where the vault has several. */
  readonly fabric?: string;
  /** `InMageRcm` for the modernized architecture, `VMware` for the classic one. */
  readonly fabricType: string;
}

/**
 * Reads everything anew. What is missing is `unknown` with a reason that a person can act on, save the vault itself:
 * when Azure says that it does not exist, it is absent.
 * @throws TransientError, StalledError
 */
export async function readInfrastructure(
  port: SiteRecovery,
  choice: Choice,
  now: () => Date,
  signal?: AbortSignal,
): Promise<Seen<Infrastructure>> {
  const at = now();
  const vault = await port.vault(signal);
  if (vault === undefined) return { state: "absent", at };
  const [fabrics, appliances] = await Promise.all([port.fabrics(signal), port.appliances(signal)]);
  const fabric = chooseFabric(fabrics, choice);
  if ("why" in fabric) return { state: "unknown", ...fabric };
  const [container, ...others] = fabric.containers;
  if (container === undefined || others.length > 0) {
    const why = `The fabric ${fabric.name} has ${fabric.containers.length} protection containers; one is needed.`;
    return { state: "unknown", reason: "ContainerNotFound", why };
  }
  const runAsAccounts =
    fabric.physicalSiteId === undefined ? [] : await port.runAsAccounts(fabric.physicalSiteId, signal);
  const value: Infrastructure = {
    vault,
    fabric,
    container: { fabric: fabric.name, container: container.name, id: container.id },
    appliances,
    runAsAccounts,
    ...(fabric.physicalSiteId === undefined ? {} : { siteId: fabric.physicalSiteId }),
  };
  return { state: "present", value, at };
}

interface Unchosen {
  readonly reason: string;
  readonly why: string;
}

/** The service names fabrics itself, so they are told apart by type; the name decides only between several. */
function chooseFabric(fabrics: readonly Fabric[], { fabric: name, fabricType }: Choice): Fabric | Unchosen {
  const fitting = fabrics.filter(
    (fabric) =>
      fabric.instanceType === fabricType && (name === undefined || fabric.name.toLowerCase() === name.toLowerCase()),
  );
  const [first, ...others] = fitting;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const names = fitting.map((fabric) => fabric.name).join(", ");
    return { reason: "FabricAmbiguous", why: `The vault has several fabrics: ${names}. Name one in spec.fabric.` };
  }
  const other = name === undefined ? fabrics.find(({ instanceType }) => instanceType in ARCHITECTURES) : undefined;
  if (other !== undefined) return wrongArchitecture(other);
  const found = fabrics.map((fabric) => `${fabric.name} (${fabric.instanceType})`).join(", ") || "none";
  const wanted = name === undefined ? `of type ${fabricType}` : `named ${name} of type ${fabricType}`;
  return {
    reason: "FabricNotFound",
    why: `The vault has no fabric ${wanted}; found: ${found}. A fabric appears when an appliance is registered with the vault.`,
  };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { InMageRcm: "Modernized", VMware: "Classic" };

function wrongArchitecture({ name, instanceType }: Fabric): Unchosen {
  const is = ARCHITECTURES[instanceType];
  const why = `The vault's fabric ${name} is of the other architecture: ${is} (${instanceType}). Set spec.architecture to ${is}.`;
  return { reason: "WrongArchitecture", why };
}

/** The same with newer appliances. */
export function withAppliances(seen: Seen<Infrastructure>, appliances: readonly Appliance[]): Seen<Infrastructure> {
  return seen.state === "present" ? { ...seen, value: { ...seen.value, appliances } } : seen;
}

/** What others are woken for: everything but heartbeats, whose age is for a clock to judge. */
export function steadyInfrastructure(seen: Seen<Infrastructure>): unknown {
  if (seen.state !== "present") return { ...seen, at: undefined };
  const appliances = seen.value.appliances.map(({ lastHeartbeat: _, ...rest }) => rest);
  return { ...seen.value, appliances };
}

/** A read that a person must mend, as the view tells it. */
export function troubleOf(error: StalledError): Seen<Infrastructure> {
  return { state: "unknown", reason: error.reason, why: error.message };
}
