"use client";
import { Tabs } from "radix-ui";
import { useState } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { VodPage } from "#app/_queries/vods.ts";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import { ChatTab } from "./chat-tab.client.tsx";
import { EventsTab } from "./events-tab.client.tsx";
import { HighlightsTab } from "./highlights-tab.client.tsx";
import { type ReplayTab, replayTabs } from "./replay-tab-names.ts";
import { TranscriptTab } from "./transcript-tab.client.tsx";

/** What a tab needs: the stream whose signals it shows, and where its time is against the picture. */
export type TabProps = {
  streamId: string;
  vodId: string;
  control: PlayerControl;
  /** VOD time zero in stream time. */
  offsetMs: number;
  durationSeconds: number;
};

/** Chat, events, transcript and highlights beside the player. */
export function ReplayTabs(props: { page: VodPage; control: PlayerControl; initialTab: ReplayTab }) {
  const { vod, media } = props.page;
  const [tab, setTab] = useState<ReplayTab>(props.initialTab);
  const shared: TabProps = {
    streamId: vod.streamId ?? "",
    vodId: vod.id,
    control: props.control,
    offsetMs: vod.streamOffsetMs,
    durationSeconds: media?.durationSeconds ?? 0,
  };
  const change = (value: string) => {
    setTab(value as ReplayTab);
    setUrlParameters({ tab: value });
  };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={change}
      className="flex h-[70dvh] flex-col rounded-xl border border-line bg-surface lg:absolute lg:inset-0 lg:h-auto"
    >
      <Tabs.List aria-label="What happened" className="flex border-b border-line px-1">
        {replayTabs.map(({ id, label }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="-mb-px flex-1 border-b-2 border-transparent px-1 py-2.5 text-sm font-medium text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="chat" className="min-h-0 flex-1">
        <ChatTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="events" className="min-h-0 flex-1 overflow-y-auto">
        <EventsTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="transcript" className="min-h-0 flex-1">
        <TranscriptTab {...shared} />
      </Tabs.Content>
      <Tabs.Content value="highlights" className="min-h-0 flex-1 overflow-y-auto">
        <HighlightsTab {...shared} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
