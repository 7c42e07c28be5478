// Leader election on a real API server: two contenders, one that dies, and a hand-over.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { UnavailableError } from "../../../kube/errors.ts";
import { createLease } from "../../../kube/lease.ts";
import { leaseKind } from "../../../kube/lease-record.ts";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { createFakeLogger } from "../../kube/fake-logger.ts";
import { adminClient, eventually } from "./things.ts";

let client: KubeClient;
let namespace: string;
let name: string;
beforeAll(async () => {
  client = adminClient();
  namespace = await testNamespace("kube");
});
beforeEach(() => {
  name = uniqueName("lease");
});
afterAll(() => client.close());

/** Quick, and with room for a machine that stands still for some seconds. */
const quick = { leaseSeconds: 8, renewSeconds: 6, retrySeconds: 0.5 };

/** `cut` makes every further call fail before it is sent, as for a process that is gone. */
function contender(identity: string, times: object = {}) {
  let isCut = false;
  const via = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => (isCut ? Promise.reject(new UnavailableError("cut off")) : call(...args));
  };
  const { get, create, patch, list, probe, watch } = client;
  const calls = { get: via(get), create: via(create), patch: via(patch), list: via(list), probe, watch };
  const cutClient = calls as typeof client;
  const logger = createFakeLogger();
  const stopping = new AbortController();
  const begun: number[] = [];
  const lease = createLease({ client: cutClient, namespace, name, identity, logger, ...times });
  const running = lease.run(stopping.signal, (leading) => {
    begun.push(lease.epoch);
    return new Promise((resolve) => leading.addEventListener("abort", () => resolve(), { once: true }));
  });
  return {
    lease,
    logger,
    begun,
    cut: () => {
      isCut = true;
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

const stored = async () => (await client.get(leaseKind, { namespace, name }))?.spec;
const isLeading = (one: ReturnType<typeof contender>) => eventually(() => expect(one.lease.isLeader).toBe(true));

describe("of two contenders on a real API server", () => {
  test("one leads and renews, and kubectl shows who; the other knows", async () => {
    const both = [contender("a"), contender("b")];
    await eventually(() => expect(both.filter(({ lease }) => lease.isLeader)).toHaveLength(1));
    const leader = both.find(({ lease }) => lease.isLeader)?.lease.leader;
    await eventually(() => expect(both.map(({ lease }) => lease.leader)).toEqual([leader, leader]));
    const columns = ["get", "lease", name, "-n", namespace, "--no-headers"];
    expect(await controlPlane().kubectlOrThrow(columns)).toMatch(new RegExp(`^${name}\\s+${leader}\\s`));
    const renewTime = (await stored())?.renewTime;
    await eventually(async () => expect((await stored())?.renewTime).not.toBe(renewTime));
    for (const { stop } of both) await stop();
    for (const { logger } of both) expect([...logger.messages("warn"), ...logger.messages("error")]).toEqual([]);
  });

  test("the other takes over when one is cut off, which stops by itself before", async () => {
    const first = contender("a", quick);
    await isLeading(first);
    const second = contender("b", quick);
    await eventually(() => expect(second.lease.leader).toBe("a"));
    first.cut();
    let bothLed = false;
    await eventually(() => {
      bothLed ||= first.lease.mayAct() && second.lease.isLeader;
      expect(second.lease.isLeader).toBe(true);
    });
    expect([bothLed, first.lease.isLeader, second.begun]).toEqual([false, false, [1]]);
    expect(await stored()).toMatchObject({ holderIdentity: "b", leaseTransitions: 1 });
    await second.stop();
    await first.stop();
  });

  test("the other leads without waiting for the lease to expire when one ends", async () => {
    const slowly = { leaseSeconds: 3600, renewSeconds: 1800, retrySeconds: 0.5 };
    const first = contender("a", slowly);
    await isLeading(first);
    const second = contender("b", slowly);
    await eventually(() => expect(second.lease.leader).toBe("a"));
    await first.stop();
    await isLeading(second);
    expect(second.begun).toEqual([1]);
    await second.stop();
    expect(await stored()).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1, leaseTransitions: 1 });
  });
});

test("without the right to it nobody leads, and the API server's sentence is in the log", async () => {
  const { kubectlOrThrow, serviceAccountKubeconfig } = controlPlane();
  await kubectlOrThrow(["create", "serviceaccount", "nobody", "-n", namespace]);
  const kubeconfig = { path: await serviceAccountKubeconfig(namespace, "nobody") };
  const logger = createFakeLogger();
  const powerless = createKubeClient({ kubeconfig, userAgent: "kube-test/1", logger });
  const stopping = new AbortController();
  const lease = createLease({ client: powerless, namespace, name, identity: "a", logger });
  const running = lease.run(stopping.signal, () => Promise.reject(new Error("must not lead")));
  await eventually(() => expect(logger.messages("error")).toEqual(["lease refused, somebody must allow it"]));
  expect(String(logger.entries[0]?.fields.err)).toContain(`cannot get resource "leases"`);
  stopping.abort();
  await running;
  await powerless.close();
});
