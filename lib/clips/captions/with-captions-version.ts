import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import type { RenderSpec } from "../render/model.ts";
import { findCaptions } from "./find-captions.ts";

/** A render of one highlight, with the version of the caption text that it would be made by; as it is without captions. */
export async function withCaptionsVersion<Render extends { spec: RenderSpec }>(
  ctx: { db: Queryable },
  input: { accountId: AccountId; highlightId: string; render: Render },
): Promise<Render> {
  const { render } = input;
  if (render.spec.captions === "off") return render;
  const captions = await findCaptions(ctx, input);
  return { ...render, spec: { ...render.spec, captionsVersion: captions?.version ?? 0 } };
}
