"use client";
import { useClips } from "#app/_queries/clips.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { ClipGrid } from "#app/_ui/clip-grid.client.tsx";
import { CutBatch } from "#app/_ui/cut-batch.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { ErrorState } from "#app/_ui/states.tsx";

/** The clips cut from a stream's video; nothing before the first. */
export function StreamClips({ vodId }: { vodId: string }) {
  const { data: clips, error, refetch } = useClips(vodId);
  if (error && !clips) return <ErrorState title="Clips couldn't be loaded" text={error.message} onRetry={refetch} />;
  if (!clips || clips.length === 0) return null;
  return (
    <Section
      title="Clips"
      note={countOf(clips.length, "clips")}
      actions={
        clips.length > 6 ? (
          <ButtonLink href={`/clips?vod=${vodId}`} size="small">
            All clips
          </ButtonLink>
        ) : null
      }
    >
      <CutBatch vodId={vodId} />
      <ClipGrid clips={clips.slice(0, 6)} />
    </Section>
  );
}
