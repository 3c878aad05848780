import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { EditHistory } from "#lib/highlights/edit/model.ts";
import type { Edited } from "#lib/highlights/edit/open-edit.ts";
import { at, done, id, text } from "./basics.ts";

const reviewState = z.enum(["suggested", "approved", "rejected"]);
const kind = z.enum([
  ...["trim", "split", "merge", "duplicate", "retitle", "create", "remove", "approve", "reject", "restore"],
] as [EditHistory["entries"][number]["kind"], ...EditHistory["entries"][number]["kind"][]]);

/** What a change of a highlight answers: the entry in the history, and the version to name with the next change. */
export const edited = done
  .extend({ editId: id.nullable(), editVersion: z.int(), highlightIds: z.array(id) })
  .meta({ id: "Edit" }) satisfies z.ZodType<Wire<Edited>>;

export const trimmed = edited.extend({ startTicks: z.int(), endTicks: z.int() });
export const editedWithNew = edited.extend({ highlightId: id });
export const created = done.extend({ editId: id.nullable(), highlightId: id });

/** One step of undo or redo. */
export const stepped = done.extend({ label: text, highlightIds: z.array(id) });

export const editHistory = z.object({
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  undoLabel: text.nullable(),
  redoLabel: text.nullable(),
  entries: z.array(
    z.object({
      id,
      position: z.int(),
      kind,
      label: text,
      state: z.enum(["done", "undone", "dropped"]),
      highlightIds: z.array(id),
      createdAt: at,
    }),
  ),
}) satisfies z.ZodType<Wire<EditHistory>>;

export const reviewed = done.extend({ reviewState });
export const reviewedMany = reviewed.extend({ changedIds: z.array(id), editId: id.nullable() });
