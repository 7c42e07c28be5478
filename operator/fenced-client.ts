// The operator's hand on the cluster: nothing is written once somebody else may lead.
import type { KubeClient } from "../kube/client.ts";
import { UnavailableError } from "../kube/errors.ts";
import type { Fence } from "./fence.ts";

/**
 * A status of ours is an intent, or takes one back: written late it could hide from the next leader what that one has
 * asked Azure for. Each write names the version that it is made from, except where a status is read anew to save what
 * came of a call: hence the fence, each time. Reads stay as they are.
 */
export function fencedClient(client: KubeClient, fence: Fence): KubeClient {
  function whileLeading<A extends readonly unknown[], T>(write: (...args: A) => Promise<T>) {
    return (...args: A): Promise<T> => (fence.mayAct() ? write(...args) : Promise.reject(new NotLeading()));
  }
  return {
    ...client,
    create: whileLeading(client.create) as KubeClient["create"],
    apply: whileLeading(client.apply) as KubeClient["apply"],
    applyStatus: whileLeading(client.applyStatus) as KubeClient["applyStatus"],
    patch: whileLeading(client.patch) as KubeClient["patch"],
    addFinalizer: whileLeading(client.addFinalizer) as KubeClient["addFinalizer"],
    removeFinalizer: whileLeading(client.removeFinalizer) as KubeClient["removeFinalizer"],
    delete: whileLeading(client.delete),
  };
}

/** Trying again is right: the lease may be renewed in a moment, or the process ends. */
class NotLeading extends UnavailableError {
  constructor() {
    super("Nothing was written: another process may lead by now.");
  }
}
