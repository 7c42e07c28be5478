// Starting a test failover, and cleaning it up.
import type { TestFailoverInput } from "@azure/arm-recoveryservices-siterecovery";
import type { SiteRecovery, TestFailoverRequest } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { itemPath } from "./ids.ts";
import { present } from "./values.ts";
import { sendWrite } from "./writing.ts";

/** Azure's limit for the comments of a clean-up (OpenAPI 2023-06-01). */
const LONGEST_COMMENT = 1024;

export function drillWrites(context: ArmContext): Pick<SiteRecovery, "testFailover" | "cleanUpTestFailover"> {
  const { replicationProtectedItems } = context.client;
  return {
    testFailover: (write, itemId, request) => {
      const { fabric, container, name } = itemPath(itemId, context.vaultId);
      return sendWrite(context, write, (options) =>
        replicationProtectedItems.beginTestFailover(
          ...scope(context),
          fabric,
          container,
          name,
          testFailoverInput(request),
          options,
        ),
      );
    },
    cleanUpTestFailover: (write, itemId, comments) => {
      const { fabric, container, name } = itemPath(itemId, context.vaultId);
      const input = { properties: { comments: comments.slice(0, LONGEST_COMMENT).toWellFormed() } };
      return sendWrite(context, write, (options) =>
        replicationProtectedItems.beginTestFailoverCleanup(...scope(context), fabric, container, name, input, options),
      );
    },
  };
}

/** The modernized provider reads the network from its own part; the outer one is what older providers read. */
function testFailoverInput({ networkId, recoveryPointId }: TestFailoverRequest): TestFailoverInput {
  return {
    properties: {
      failoverDirection: "PrimaryToRecovery",
      networkType: "VmNetworkAsInput",
      networkId,
      providerSpecificDetails: { instanceType: "InMageRcm", networkId, ...present({ recoveryPointId }) },
    },
  };
}
