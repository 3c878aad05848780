"use client";
import dynamic from "next/dynamic";
import { Tabs } from "radix-ui";
import { memo } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { VodPage } from "#app/_queries/vods.ts";
import { SkeletonList } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";
import { ChatTab } from "./chat-tab.client.tsx";
import { isReplayTab, replayTabs } from "./replay-tab-names.ts";
import { type Review, useReview } from "./use-review.ts";
import type { Selection } from "./use-selection.ts";

/** What a tab needs: the stream whose signals it shows, and where its time is against the picture. */
export type TabProps = {
  streamId: string;
  vodId: string;
  control: PlayerControl;
  /** VOD time zero in stream time. */
  offsetMs: number;
  selection: Selection;
  review: Review;
  /** Told where a search found something (seconds); must stay the same function. */
  onMarks: (seconds: number[]) => void;
};

const loading = () => (
  <div className="p-3">
    <SkeletonList count={8} className="h-9" />
  </div>
);
// Their code comes when they are looked at: most visits see one or two.
const EventsTab = dynamic(() => import("./events-tab.client.tsx").then((file) => file.EventsTab), { loading });
const TranscriptTab = dynamic(() => import("./transcript-tab.client.tsx").then((file) => file.TranscriptTab), {
  loading,
});
const HighlightsTab = dynamic(() => import("./highlights-tab.client.tsx").then((file) => file.HighlightsTab), {
  loading,
});

type Props = {
  page: VodPage;
  control: PlayerControl;
  selection: Selection;
  onMarks: (seconds: number[]) => void;
};

/** Chat, events, transcript and highlights beside the player; which one is open is in the address. */
export const ReplayTabs = memo(function ReplayTabs({ page, control, selection, onMarks }: Props) {
  const { vod } = page;
  const [named, setTab] = useUrlState("tab", "chat");
  const tab = isReplayTab(named) ? named : "chat";
  const streamId = vod.streamId ?? "";
  const review = useReview(vod.id, selection.id);
  const of = { streamId, vodId: vod.id, offsetMs: vod.streamOffsetMs };
  const shared: TabProps = { ...of, control, selection, review, onMarks };
  useCommand("tab.chat", () => setTab("chat"));
  useCommand("tab.events", () => setTab("events"));
  useCommand("tab.transcript", () => setTab("transcript"));
  useCommand("tab.highlights", () => setTab("highlights"));
  return (
    <Tabs.Root
      value={tab}
      onValueChange={setTab}
      className="flex h-[70dvh] flex-col overflow-hidden rounded-xl border border-line bg-surface lg:absolute lg:inset-0 lg:h-auto"
    >
      <Tabs.List aria-label="What happened" className="flex border-b border-line px-1">
        {replayTabs.map(({ id, label }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="-mb-px flex-1 border-b-2 border-transparent px-1 py-2.5 text-sm font-medium text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="chat" className="min-h-0 flex-1">
        <ChatTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="events" className="min-h-0 flex-1">
        <EventsTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="transcript" className="min-h-0 flex-1">
        <TranscriptTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="highlights" className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <HighlightsTab {...shared} />
      </Tabs.Content>
    </Tabs.Root>
  );
});
