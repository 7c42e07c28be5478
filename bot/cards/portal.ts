// The button that opens a machine in the Azure portal: only for addresses that are the portal's. Pure.
import type { Button } from "@slack/types";
import { linkButton } from "./text.ts";

const PORTAL = /^https:\/\/portal\.azure\.(com|us)\/\S{1,2900}$/;

/** None when there is no such address. */
export function portalButton(address: string | undefined): readonly Button[] {
  return address !== undefined && PORTAL.test(address) ? [linkButton("Open in portal", address)] : [];
}
