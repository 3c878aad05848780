import { highlightCaptions } from "#drizzle/schema/clips.ts";
import type { Ctx } from "#lib/context.ts";
import type { Carry } from "#lib/highlights/edit/open-edit.ts";
import type { Bounds } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getVod } from "#lib/vods/queries.ts";
import { cutLines } from "./cut-lines.ts";
import { type EditedCaptions, findCaptions } from "./find-captions.ts";
import { readTranscriptLines } from "./get-captions.ts";
import { type CaptionStretch, joinStretches } from "./model.ts";

type Written = EditedCaptions & { lines: NonNullable<EditedCaptions["lines"]> };
type Editor = { accountId: AccountId; actorUserId: string | null };

/**
 * Takes the caption text that somebody wrote for a highlight along when it is split, copied or merged: what lies within the
 * new bounds becomes that of the other highlight, too. Of two texts of one moment the other's own counts. Nothing is taken
 * away, so that undoing the edit leaves each with its own words.
 */
export function carriesCaptions(ctx: Pick<Ctx, "now">, { accountId, actorUserId }: Editor): Carry {
  return async (tx, { from, into, bounds }) => {
    const theirs = await findCaptions({ db: tx }, { accountId, highlightId: from.id });
    if (!theirs?.lines) return;
    const wanted = overlap(theirs.covered, stretchOf(bounds));
    if (wanted.toMs <= wanted.fromMs) return;
    const own = await findCaptions({ db: tx }, { accountId, highlightId: into.id });
    const written = { covered: wanted, lines: cutLines(theirs.lines, wanted) };
    const joined = own?.lines
      ? await join(tx, { accountId, vodId: into.vodId }, { ...own, lines: own.lines }, written)
      : written;
    const set = { ...joined.covered, lines: joined.lines, version: (own?.version ?? 0) + 1 };
    const row = { ...set, updatedBy: actorUserId, updatedAt: ctx.now() };
    await tx
      .insert(highlightCaptions)
      .values({ highlightId: into.id, accountId, ...row })
      .onConflictDoUpdate({ target: highlightCaptions.highlightId, set: row });
  };
}

const toMs = (ticks: number, timescale: number) => Math.round(ticksToSeconds(ticks, timescale) * 1000);
const stretchOf = ({ startTicks, endTicks, timescale }: Bounds): CaptionStretch => ({
  fromMs: toMs(startTicks, timescale),
  toMs: toMs(endTicks, timescale),
});
const overlap = (a: CaptionStretch, b: CaptionStretch): CaptionStretch => ({
  fromMs: Math.max(a.fromMs, b.fromMs),
  toMs: Math.min(a.toMs, b.toMs),
});

/** Both texts as one: the other's where `own` has nothing to say, and the transcript in what lies between them. */
async function join(
  tx: Tx,
  of: { accountId: AccountId; vodId: string },
  own: Written,
  other: Pick<Written, "covered" | "lines">,
): Promise<Pick<Written, "covered" | "lines">> {
  const covered = joinStretches(own.covered, other.covered);
  const before = overlap(other.covered, { fromMs: covered.fromMs, toMs: own.covered.fromMs });
  const after = overlap(other.covered, { fromMs: own.covered.toMs, toMs: covered.toMs });
  const lines = [
    ...cutLines(other.lines, before),
    ...(await readBetween(tx, of, { fromMs: before.toMs, toMs: own.covered.fromMs })),
    ...own.lines,
    ...(await readBetween(tx, of, { fromMs: own.covered.toMs, toMs: after.fromMs })),
    ...cutLines(other.lines, after),
  ];
  return { covered, lines };
}

async function readBetween(tx: Tx, of: { accountId: AccountId; vodId: string }, stretch: CaptionStretch) {
  if (stretch.toMs <= stretch.fromMs) return [];
  const { streamId, streamOffsetMs } = await getVod({ db: tx }, of);
  return streamId === null
    ? []
    : readTranscriptLines({ db: tx }, { accountId: of.accountId, streamId, streamOffsetMs, stretch });
}
