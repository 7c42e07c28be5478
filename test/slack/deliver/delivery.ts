// What is delivered to the bot, and how a delivery ends.

export interface Delivery {
  readonly kind: "slash_commands" | "interactive" | "events_api";
  /** For the transcript, such as block_actions. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Events only: the second and later attempts. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

export type Outcome =
  /** With what the bot answered, if it said something. */
  | { readonly acknowledged: unknown; readonly noRetry?: boolean }
  /** In the word that Slack shows to people. */
  | {
      readonly failed: string;
      /** What the bot's address answered. */
      readonly status?: number;
      /** Nobody listens there: the bot has certainly not seen it. */
      readonly unreached?: true;
      readonly noRetry?: boolean;
    };

/** Brings a delivery to the bot. Never rejects. */
export type Carrier = (delivery: Delivery) => Promise<Outcome>;
