// Owns which answers a vault gives about its own furniture: those of replication appliances, or the classic ones.
import { CLASSIC_FURNITURE } from "./classic/view-fabric.ts";
import { isClassic } from "./fleet.ts";
import { appliancesView, containerView, fabricView, providerView } from "./view-fabric.ts";
import type { World } from "./world.ts";

/** The answers at a moment (milliseconds). */
export interface Furniture {
  /** a list leaves out what the fabric is made of; `whole` has it */
  fabric(world: World, at: number, whole: boolean): object;
  container(world: World, at: number): object;
  provider(world: World, server: string, at: number): object;
  /** the rows of the list of appliances */
  appliances(world: World, at: number): readonly object[];
}

const MODERNIZED: Furniture = {
  fabric: fabricView,
  container: containerView,
  provider: providerView,
  appliances: (world, at) => [appliancesView(world, at)],
};

export const furnitureOf = ({ fleet }: World): Furniture => (isClassic(fleet) ? CLASSIC_FURNITURE : MODERNIZED);
