export const replayTabs = [
  { id: "chat", label: "Chat" },
  { id: "events", label: "Events" },
  { id: "transcript", label: "Transcript" },
  { id: "highlights", label: "Highlights" },
] as const;

export type ReplayTab = (typeof replayTabs)[number]["id"];

export const isReplayTab = (value: unknown): value is ReplayTab => replayTabs.some((tab) => tab.id === value);
