// What the schema of Block Kit is generated from: what a message and a view may hold, by Slack's own types.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export type Blocks = KnownBlock[];
export type Modal = ModalView;
export type Home = HomeView;
