// The id that joins what somebody asked for in chat to what was called in Azure for it. Pure.

/** The bot puts it on what it writes: the `id` of its log line about the last request. Anybody may put another one there. */
export const CORRELATION = "asr-chatops.io/correlation";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As a write to Azure carries it. Anything but a GUID is none: it becomes a header, and Azure takes nothing else. */
export function correlationOf({ annotations }: { readonly annotations?: Readonly<Record<string, string>> }): {
  readonly correlationId?: string;
} {
  const value = annotations?.[CORRELATION];
  return value !== undefined && GUID.test(value) ? { correlationId: value } : {};
}
