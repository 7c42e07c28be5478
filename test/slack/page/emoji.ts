// Emoji by the names that Slack has for them. Only those that a bot for servers would say; others stay as typed.

const NAMES: Readonly<Record<string, string>> = {
  "+1": "👍",
  "-1": "👎",
  alarm_clock: "⏰",
  arrow_right: "➡️",
  arrows_counterclockwise: "🔄",
  ballot_box_with_check: "☑️",
  bell: "🔔",
  bulb: "💡",
  calendar: "📅",
  clipboard: "📋",
  cloud: "☁️",
  computer: "💻",
  eyes: "👀",
  fire: "🔥",
  hammer_and_wrench: "🛠️",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  information_source: "ℹ️",
  large_blue_circle: "🔵",
  large_green_circle: "🟢",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  lock: "🔒",
  mag: "🔍",
  memo: "📝",
  no_entry: "⛔",
  ok_hand: "👌",
  octagonal_sign: "🛑",
  pause_button: "⏸️",
  question: "❓",
  red_circle: "🔴",
  rocket: "🚀",
  rotating_light: "🚨",
  shield: "🛡️",
  smile: "😄",
  stopwatch: "⏱️",
  tada: "🎉",
  thumbsdown: "👎",
  thumbsup: "👍",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  white_circle: "⚪",
  wrench: "🔧",
  x: "❌",
  zap: "⚡",
};

/** The emoji of this name, or nothing. */
export function emojiNamed(name: string): string | undefined {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

/** Plain text with its emoji names replaced. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (typed, name: string) => emojiNamed(name) ?? typed);
}
