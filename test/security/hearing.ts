// A hearing: what people could have read, from whoever started something, and the secrets that must not be in it.
import { type Finding, scan, type Text } from "./scan.ts";

export type Testimony = () => readonly Text[] | Promise<readonly Text[]>;

export interface Hearing {
  /** From now on somebody listens; before, nothing is kept. */
  open(): void;
  /** What this one has to say is read at the end. */
  testify(testimony: Testimony): void;
  /** The same for what is gone by then: it is read now. */
  testifyNow(testimony: Testimony): Promise<void>;
  /** A secret by its value. Other values may be given under the same name. */
  keepSecret(what: string, value: string): void;
  findings(): Promise<readonly Finding[]>;
}

export function createHearing(): Hearing {
  const testimonies: Testimony[] = [];
  const secrets = new Map<string, string>();
  let listening = false;
  return {
    open: () => {
      listening = true;
    },
    testify: (testimony) => {
      if (listening) testimonies.push(testimony);
    },
    testifyNow: async (testimony) => {
      if (!listening) return;
      const said = await testimony();
      testimonies.push(() => said);
    },
    keepSecret: (what, value) => void secrets.set(value, what),
    findings: async () => {
      const texts = await Promise.all(testimonies.map((testimony) => testimony()));
      return scan(
        texts.flat(),
        [...secrets].map(([value, what]) => ({ what, value })),
      );
    },
  };
}
