// Suspends a process, as a machine that is out of memory or a debugger does; one that its test forgot wakes up, and can end.
import { type ChildProcess, spawn } from "node:child_process";

export interface Frozen {
  /** Lets it go on. */
  thaw(): void;
}

/** What is suspended notices nothing, not even that nobody is left: a guard wakes it when whoever froze it is gone. */
export function freeze(pid: number): Frozen {
  const guard: ChildProcess = spawn("sh", ["-c", 'read -r _; kill -CONT "$0"', String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  process.kill(pid, "SIGSTOP");
  return {
    thaw: () => {
      process.kill(pid, "SIGCONT");
      guard.kill("SIGKILL");
    },
  };
}
