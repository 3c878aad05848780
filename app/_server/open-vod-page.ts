import type { VodPage } from "#app/_queries/vods.ts";
import { AppError } from "#lib/errors.ts";
import { planStart, type StartRead } from "#lib/vods/plan-start.ts";
import { vodUrl } from "./playlist.ts";
import { idParams } from "./schemas.ts";
import { requireAccess } from "./session.ts";
import { readVodPage } from "./vod-views.ts";
import { getWeb } from "./web.ts";

/** What a video's page comes with; `page` null: the page asks by itself, and tells why there is none. */
export type OpenedVodPage = { page: VodPage | null; reads: StartRead[] };

const nothing: OpenedVodPage = { page: null, reads: [] };

/** A video's page for who looks at it, and what its player reads first; `atSeconds` null: it begins somewhere not known yet. */
export async function openVodPage(input: { vodId: string; atSeconds: number | null }): Promise<OpenedVodPage> {
  const { access } = await requireAccess();
  if (!idParams.safeParse({ id: input.vodId }).success) return nothing;
  const { ctx } = getWeb();
  const of = { accountId: access.accountId, vodId: input.vodId };
  try {
    const page = await readVodPage(ctx, of);
    const reads = page.media ? await planStart(ctx, { ...of, ...input, baseUrl: vodUrl(input.vodId) }) : [];
    // As it comes over the wire when asked for again.
    return { page: JSON.parse(JSON.stringify(page)), reads };
  } catch (error) {
    if (error instanceof AppError) return nothing;
    throw error;
  }
}
