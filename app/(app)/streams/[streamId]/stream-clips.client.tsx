"use client";
import { useState } from "react";
import { type Clip, useClipGroups } from "#app/_queries/clips.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { CutBatch } from "#app/_ui/cut-batch.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { ErrorState } from "#app/_ui/states.tsx";
import { ClipCard } from "../../clips/clip-card.client.tsx";
import { ClipPlayerDialog } from "../../clips/clip-player-dialog.client.tsx";

const shownCount = 4;
const anyClips = { q: "", sort: "newest", state: "", profile: "", captions: "" };

/** The clips cut from a stream's video, the newest few; nothing before the first. */
export function StreamClips({ vodId, canEdit }: { vodId: string; canEdit: boolean }) {
  const { data, error, refetch } = useClipGroups({ ...anyClips, vod: vodId });
  const [playing, setPlaying] = useState<Clip | null>(null);
  if (error && !data) return <ErrorState title="Clips couldn't be loaded" text={error.message} onRetry={refetch} />;
  const total = data?.pages[0]?.total ?? 0;
  if (total === 0) return null;
  const groups = data?.pages[0]?.groups.slice(0, shownCount) ?? [];
  return (
    <Section
      title="Clips"
      note={countOf(total, "clips")}
      actions={
        <ButtonLink href={`/clips?vod=${vodId}`} size="small" look="quiet">
          All in the library
        </ButtonLink>
      }
    >
      <CutBatch vodId={vodId} />
      <ul
        className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4 max-sm:[&>li:nth-child(n+3)]:hidden"
        aria-label="Clips"
      >
        {groups.map((group) => (
          <ClipCard key={group.highlightId} group={group} canEdit={canEdit} onPlay={setPlaying} />
        ))}
      </ul>
      <ClipPlayerDialog
        playing={playing}
        playable={groups.flatMap((group) => group.clips.filter((clip) => clip.playable).slice(0, 1))}
        onPlay={setPlaying}
      />
    </Section>
  );
}
