"use client";
import { Captions, Download, Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type Clip, type ClipGroup, clipUrls, useClipGroup } from "#app/_queries/clips.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button, ButtonAnchor, ButtonLink } from "#app/_ui/button.tsx";
import { clipStates } from "#app/_ui/highlight-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { ClipMenu } from "../clip-menu.client.tsx";
import { ClipVideo } from "../clip-video.client.tsx";
import { copyClipLink } from "../copy-link.ts";
import { CutAgain } from "../cut-again.client.tsx";
import { MakeShape } from "../make-shape.client.tsx";
import { ShapeTabs } from "../shape-tabs.client.tsx";
import { ClipFactList } from "./clip-fact-list.tsx";

const back = { href: "/clips", label: "Clips" };

/** One clip: its player, what it is, and its highlight's other shapes. */
export function ClipPage({ clipVodId, canEdit }: { clipVodId: string; canEdit: boolean }) {
  const { data: group, error, refetch, isFetching } = useClipGroup(clipVodId);
  if (!group) {
    if (!error) return <Skeleton className="aspect-video w-full" />;
    return (
      <>
        <PageHeader title="Clip" back={back} />
        <ErrorState
          title="This clip couldn't be loaded"
          text={`${error.message} Look in the trash, or ask who sent you the link.`}
          onRetry={refetch}
          isRetrying={isFetching}
          action={
            <ButtonLink href="/storage" size="small">
              Open the trash
            </ButtonLink>
          }
        />
      </>
    );
  }
  const clip = group.clips.find((one) => one.clipVodId === clipVodId) ?? group.clips[0]!;
  return <Shown group={group} clip={clip} canEdit={canEdit} />;
}

function Shown({ group, clip, canEdit }: { group: ClipGroup; clip: Clip; canEdit: boolean }) {
  const router = useRouter();
  const [isMaking, setMaking] = useState(false);
  const state = clipStates[clip.state] ?? clipStates.queued!;
  const canMake = canEdit && group.sourceState === "ready";
  return (
    <>
      <title>{`${clip.title} · VOD Manager`}</title>
      <PageHeader
        title={clip.title}
        back={back}
        facts={
          <>
            <Badge tone={state.tone} live={state.live}>
              {state.label}
            </Badge>
            <LocalDate iso={clip.readyAt ?? clip.createdAt} />
            <span>
              from{" "}
              {group.streamId ? (
                <PageLink href={`/streams/${group.streamId}`} className="rounded text-accent hover:underline">
                  {group.sourceTitle}
                </PageLink>
              ) : (
                group.sourceTitle
              )}
            </span>
          </>
        }
        actions={
          <>
            {canMake ? (
              <ButtonLink href={`/clips/captions/${group.highlightId}`}>
                <Captions aria-hidden className="size-4" /> Edit captions
              </ButtonLink>
            ) : null}
            <Button onClick={() => copyClipLink(clip.clipVodId)}>
              <Link2 aria-hidden className="size-4" /> Copy link
            </Button>
            {clip.playable ? (
              <ButtonAnchor look="primary" href={clipUrls.download(clip.clipVodId)} download>
                <Download aria-hidden className="size-4" /> Download
              </ButtonAnchor>
            ) : null}
            {canEdit ? <ClipMenu group={group} clip={clip} /> : null}
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          {clip.playable ? (
            <ClipVideo
              clip={clip}
              className={clip.profile === "landscape" ? "aspect-video w-full" : "mx-auto h-[70dvh] w-full"}
            />
          ) : (
            <div className="grid aspect-video place-items-center rounded-lg bg-raised px-6 text-center text-muted">
              {clip.failureText ?? "It can be watched here as soon as it is cut."}
            </div>
          )}
        </div>
        <div className="grid content-start gap-5">
          <section aria-label="Shapes">
            <h2 className="mb-2 text-sm font-medium text-muted">Shapes</h2>
            <ShapeTabs
              clips={group.clips}
              shown={clip}
              title={group.title}
              onShow={(one) => router.replace(clipUrls.page(one.clipVodId), { scroll: false })}
              onMake={canMake ? () => setMaking(true) : null}
            />
          </section>
          {canEdit ? <CutAgain group={group} clip={clip} /> : null}
          <ClipFactList clip={clip} />
        </div>
      </div>
      {isMaking ? <MakeShape group={group} onClose={() => setMaking(false)} /> : null}
    </>
  );
}
