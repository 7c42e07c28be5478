// Loaded before a process of ours that a test starts: when whoever started it is gone, its standard input ends, and so does it.
process.stdin.on("end", () => process.exit(1));
process.stdin.on("error", () => process.exit(1));
process.stdin.resume();
// Listening alone must not keep alive what is done.
process.stdin.unref();
