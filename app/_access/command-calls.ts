import type { CommandId } from "#app/_keys/commands.ts";
import type { RouteKey } from "#app/_server/access-table.ts";

/** What the server is asked for by a key's command; commands that aren't named ask for nothing one can be refused. */
export const commandCalls: Partial<Record<CommandId, RouteKey>> = {
  "trim.in": "POST /api/v1/highlights/[id]/trim",
  "trim.out": "POST /api/v1/highlights/[id]/trim",
  "trim.split": "POST /api/v1/highlights/[id]/split",
  "trim.merge": "POST /api/v1/highlights/[id]/merge",
  "trim.duplicate": "POST /api/v1/highlights/[id]/duplicate",
  "highlight.approve": "POST /api/v1/vods/[id]/reviews",
  "highlight.reject": "POST /api/v1/vods/[id]/reviews",
  "highlight.trim": "POST /api/v1/highlights/[id]/trim",
  "highlight.create": "POST /api/v1/vods/[id]/highlights",
  "highlight.cut": "POST /api/v1/vods/[id]/cuts",
  "edit.undo": "POST /api/v1/vods/[id]/edits/undo",
  "edit.redo": "POST /api/v1/vods/[id]/edits/redo",
};
