// The gallery of answers: every picture in it is one that Slack would show.
import { expect, test } from "vitest";
import { answers } from "./gallery-answers.ts";
import { problems } from "./read.ts";

test.each(answers.map((one) => [one.title, one] as const))("%s", (_, { message, caption }) => {
  expect(problems(message)).toEqual([]);
  expect(caption).not.toBe("");
});
