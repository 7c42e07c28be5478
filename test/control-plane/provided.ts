// What the global set-up hands to the tests, which run in other processes: plain data, by name.
import { basename } from "node:path";
import type { Connection } from "./client.ts";

declare module "vitest" {
  export interface ProvidedContext {
    controlPlane: Connection;
    /** Why our resources are not (all) installed; empty when they are. Tests of kube/ do not need them. */
    resourcesProblem: string;
  }
}

/** Marks the namespaces of one run, by the name of its temporary folder. */
export const testRunLabel = "asr-chatops.io/test-run";
export const testRunOf = ({ folder }: Connection): string => basename(folder);
