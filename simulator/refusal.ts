// Owns how a write can end at the door: taken on as a job, done at once, or refused with Azure's words.
import type { Job } from "./jobs.ts";

/** A "no" in ARM's terms: HTTP status, outer code, and Site Recovery's own code within. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly detail?: { readonly code: string; readonly possibleCauses: string; readonly recommendedAction: string };
  readonly retryAfterSeconds?: number;
}

/** `at` is the ARM path that the operation's result is read from, when it is not what the job works on. */
export type Result = { readonly accepted: Job; readonly at?: string } | { readonly refused: Refusal };

export const accepted = (job: Job, at?: string): Result => ({ accepted: job, ...(at !== undefined && { at }) });

/** 400 with Site Recovery's 506: something in the request cannot be used. The message names the field. */
export const invalid = (message: string): Result => ({
  refused: {
    status: 400,
    code: "BadRequest",
    message,
    detail: {
      code: "506",
      possibleCauses: "The request has a value that cannot be used.",
      recommendedAction: "Correct the value and send the request again.",
    },
  },
});

/** 409: another operation holds the object, or it is not in a state for this one. */
export const conflict = (message: string, code = "AnotherOperationInProgress"): Result => ({
  refused: {
    status: 409,
    code: "Conflict",
    message,
    detail: {
      code,
      possibleCauses: "Another operation is running on this object, or its state does not allow this operation.",
      recommendedAction: "Wait until the operation is over, look at the allowed operations, and try again.",
    },
  },
});

/** 400 with 45031: the machine has an item already (recorded Hyper-V traffic; the status is not recorded). */
export const alreadyEnabled = (machineName: string): Result => ({
  refused: {
    status: 400,
    code: "BadRequest",
    message: `Protection is already enabled for the machine '${machineName}'.`,
    detail: {
      code: "45031",
      possibleCauses: "The machine was protected before, here or in the portal.",
      recommendedAction: "Use the protected item that exists, or disable its replication first.",
    },
  },
});

/** 404 as Site Recovery writes it: NotFound outside, ArmResourceDoesNotExist inside (recorded az CLI traffic). */
export const missing = (what: string): Result => ({
  refused: {
    status: 404,
    code: "NotFound",
    message: `The resource '${what}' was not found.`,
    detail: {
      code: "ArmResourceDoesNotExist",
      possibleCauses: "The resource was deleted, or its name is written differently.",
      recommendedAction: "Check the name and try again.",
    },
  },
});

/** 403 as ARM's authorization writes it. */
export const forbidden = (action: string, scope: string): Result => ({
  refused: {
    status: 403,
    code: "AuthorizationFailed",
    message: `The client does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
  },
});

/** 429 with Retry-After (simulated seconds). */
export const throttled = (retryAfterSeconds: number): Result => ({
  refused: {
    status: 429,
    code: "TooManyRequests",
    message: "The number of requests for this subscription has been exceeded. Try again later.",
    retryAfterSeconds,
  },
});
