// Loaded before a process of ours that a test starts: when whoever started it is gone, so is it. Its standard input ends
// then; and if that is held open by somebody else, it has another parent.
process.stdin.on("end", () => process.exit(1));
process.stdin.on("error", () => process.exit(1));
process.stdin.resume();
// Listening alone must not keep alive what is done.
process.stdin.unref();

const LOOK_MILLISECONDS = 1000;
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, LOOK_MILLISECONDS).unref();
