import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { labelOf, nameOf } from "./model.ts";
import { type Conflict, type Edited, type EditOne, openEdit } from "./open-edit.ts";
import { getPlaceOf } from "./open-history.ts";

/**
 * Takes a highlight that was made by hand away; one that was found is rejected instead, so that it stays a label. Its clip
 * stays in the library. Throws `not_found`.
 */
export async function removeHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: EditOne,
): Promise<Edited | Conflict | Refusal<"invalid_input">> {
  const { accountId, actorUserId } = input;
  const { vodId } = await getPlaceOf(ctx, input);
  return openEdit<Refusal<"invalid_input">>(ctx, { accountId, vodId, actorUserId, seen: [input] }, (_tx, [row]) =>
    row.origin === "manual"
      ? { kind: "remove", label: labelOf("remove", [nameOf(row)]), changes: [{ row, patch: { isHidden: true } }] }
      : found,
  );
}

const found = {
  ok: false,
  reason: "invalid_input",
  message: "This highlight was found by VOD Manager. Reject it instead; only those made by hand can be removed.",
} as const;
