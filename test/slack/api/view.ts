// A view as the Web API and the payloads show it.
import { identity } from "../model/people.ts";
import type { StoredView } from "../model/views.ts";

export type ViewState = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function viewJson(stored: StoredView, values: ViewState = {}): Readonly<Record<string, unknown>> {
  const { id, view, hash, rootId, previousId } = stored;
  return {
    private_metadata: "",
    callback_id: "",
    external_id: "",
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    id,
    team_id: identity.teamId,
    app_id: identity.appId,
    bot_id: identity.botId,
    app_installed_team_id: identity.teamId,
    hash,
    root_view_id: rootId,
    previous_view_id: previousId ?? null,
    state: { values },
  };
}
