// Faces without pictures: initials on a colour that belongs to the person, and a shield for the app.
import { type Html, html } from "./html.ts";

const COLOURS = ["#4a6fa5", "#7a5c99", "#2f7f79", "#a8593d", "#8a6d1f", "#47793f", "#a04668", "#556270"];

/** A person's, by their place in the list of people, so that those who are seen together look different. */
export function avatar(name: string, place: number): Html {
  const colour = COLOURS[place % COLOURS.length] ?? "#556270";
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  const initials = `${words[0]?.[0] ?? "?"}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
  return html`<span class="avatar" style="background:${colour}" aria-hidden="true">${initials}</span>`;
}

export const appAvatar: Html = html`<span class="avatar app" aria-hidden="true"><svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"><path d="M12 3l7.5 2.8v5.4c0 4.6-3.1 8-7.5 9.8-4.4-1.8-7.5-5.2-7.5-9.8V5.8z"/><path d="M8.3 12.2l2.6 2.6 4.9-5.3"/></svg></span>`;
