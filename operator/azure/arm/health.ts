// Health errors and health words, as items, appliances and fabrics carry them.
import type { HealthError as SdkHealthError } from "@azure/arm-recoveryservices-siterecovery";
import type { HealthError } from "../site-recovery.ts";
import { words } from "./plain.ts";
import { present, text } from "./values.ts";

export function healthErrors(errors: readonly SdkHealthError[] | null | undefined): readonly HealthError[] {
  return (errors ?? []).map((error) => ({
    code: text(error.errorCode) ?? "Unknown",
    message: words(error.errorMessage) ?? words(error.summaryMessage) ?? "",
    ...present({
      possibleCauses: words(error.possibleCauses),
      recommendedAction: words(error.recommendedAction),
      severity: text(error.errorLevel),
      category: text(error.errorCategory),
    }),
  }));
}

const BY_SEVERITY = ["None", "Normal", "Warning", "Critical"];

/** The worst of several; `None` when there is none. Words that are not known count as a warning, and stay. */
export function worst(healths: readonly (string | undefined)[]): string {
  const rank = (health: string) => (BY_SEVERITY.includes(health) ? BY_SEVERITY.indexOf(health) : 2);
  return healths
    .flatMap((health) => text(health) ?? [])
    .reduce((one, other) => (rank(other) > rank(one) ? other : one), "None");
}
