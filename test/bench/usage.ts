// What another process took so far: CPU and memory, as the kernel counts them. Linux only.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Usage {
  /** User and system. */
  readonly cpuSeconds: number;
  readonly residentMiB: number;
  /** The most it ever had. */
  readonly peakMiB: number;
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Of itself, not of its children. @throws when there is no such process, or no /proc */
export function usageOf(pid: number): Usage {
  // After the command's name, which may have spaces: state is the first field, utime the 12th, stime the 13th (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    residentMiB: mebibytes("VmRSS"),
    peakMiB: mebibytes("VmHWM"),
  };
}
