// Loaded before an operator that is watched: on SIGUSR2 it collects its garbage and says what is left, in one line.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((type) => type === "Timeout").length;
  process.stderr.write(
    `gauge ${JSON.stringify({ rss, heapUsed, external, timers, handles: resources.length - timers })}\n`,
  );
});
