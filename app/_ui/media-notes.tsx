import type { VodPage } from "#app/_queries/vods.ts";

/** What a viewer should know of how a video is kept: that it was converted, or that not every browser plays it. */
export function MediaNotes({ media }: { media: NonNullable<VodPage["media"]> }) {
  const notes = [
    media.convertedReason,
    media.playsInChromium ? null : `Your browser may not play this: the picture is kept as ${media.videoCodecName}.`,
  ].filter((note) => note !== null);
  return notes.map((note) => (
    <p key={note} className="mt-2 text-sm text-muted">
      {note}
    </p>
  ));
}
