// `/asr testfailover`: shows what a test failover would do. Only the Start button of that preview makes one.

import { changeForm } from "../cards/drill-form.ts";
import { say } from "../cards/text.ts";
import type { Answer, Command, Desk, Request } from "../command.ts";
import { readPreview } from "../drill-names.ts";
import { drillRequest } from "../drill-request.ts";
import { hasEnded } from "../run.ts";
import { runsOf } from "../target.ts";
import { freshPreview, refuseSecond } from "./preview-drill.ts";
import { startDrill } from "./start-drill.ts";

export const testfailover: Command = {
  verbs: ["testfailover", "drill"],
  takes: "<target>",
  does: "Rehearse a failover in an isolated network. Shows what would happen first; nothing starts before you press Start.",
  deed: "start a test failover",
  words: [1, 1],
  flags: [
    { name: "point", takes: "latest|processed|app|crash", does: "From which recovery point. Default: latest." },
    {
      name: "cleanup-after",
      takes: "2h",
      does: "How long the test machine stays, 15m to 168h, or never. Default: 2h.",
    },
    { name: "network", takes: "name", does: "Another of the vault's test networks." },
    { name: "notes", takes: '"…"', does: "Kept in the record and with the clean-up job in Azure." },
    { name: "preview", takes: "id", does: "The preview that Start was pressed on.", hidden: true },
    { name: "change", does: "Ask for point, clean-up and notes.", hidden: true },
    { name: "cancel", does: "Start nothing.", hidden: true },
  ],
  examples: ["testfailover web01", 'testfailover web01 --point app --cleanup-after 4h --notes "quarterly drill"'],
  needs: { verb: "create", resource: "testfailovers" },
  namespaced: true,
  run: answer,
};

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const { flags } = request.line;
  if (flags.cancel !== undefined) return { message: say("Cancelled. Nothing was started.") };
  const asked = drillRequest(request.line, request.namespace, desk.copies);
  if (flags.change !== undefined) return { form: changeForm(asked) };
  if (flags.preview !== undefined) return startDrill({ request, asked, preview: readPreview(flags.preview) }, desk);
  const { name, namespace = "" } = asked.protection.metadata;
  // The copy is enough here: Start looks again, by a consistent read.
  const running = runsOf(name, namespace, desk.copies).find((run) => !hasEnded(run));
  if (running !== undefined) return refuseSecond(running, desk);
  return freshPreview({ request, asked }, desk);
}
