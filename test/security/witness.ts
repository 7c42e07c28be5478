// The hearing of one test file: whoever starts a process, a Slack or an API server has it testify here.
// The one place of the tests with state of its module: a new test must not be able to forget it, so it is not handed
// around. Each test file has its own, since vitest loads modules anew for each. search.ts opens it; the demo and the
// benchmarks start the same things, and there nobody listens.
import { createHearing } from "./hearing.ts";

export const { open, testify, testifyNow, keepSecret, findings } = createHearing();
