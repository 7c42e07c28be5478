// vitest's set-up of every test file: when all of it is over and stopped, what people could have read holds no secret.
import { afterAll } from "vitest";
import { findings, open } from "./witness.ts";

open();

// What is set up first ends last: after everything that the file's own hooks stop.
afterAll(async () => {
  const lines = (await findings()).map(({ where, what, around }) => `  ${where} has ${what}: ${around}`);
  if (lines.length > 0) throw new Error(`Secrets where people read:\n${lines.join("\n")}`);
});
