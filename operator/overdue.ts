// When a job of Azure's has run for so long that a person should look at it. Pure.

export interface Patience {
  readonly minutes: number;
  /** As it stands after "longer than". */
  readonly words: string;
}

/** Several times what each usually takes, so that a slow machine is not told as stuck. */
export const PATIENCE = {
  enable: { minutes: 180, words: "three hours" },
  testFailover: { minutes: 120, words: "two hours" },
  other: { minutes: 30, words: "half an hour" },
} as const satisfies Readonly<Record<string, Patience>>;

/** Whether what began then, by Azure's clock, takes longer than that. */
export function isOverdue(since: string | undefined, now: Date, { minutes }: Patience): boolean {
  return since !== undefined && now.getTime() - Date.parse(since) > minutes * 60_000;
}

/** What a person does about a job that does not end. */
export function lookAtJob(jobId: string): string {
  return `Look at job ${jobId} in the portal (the vault, Site Recovery jobs); if it hangs, cancel it there. What becomes of it is followed.`;
}
