/** Where each lane lies, in CSS pixels from the top: `[top, bottom]`. */
export const lanes = {
  ruler: [0, 20],
  highlights: [22, 36],
  clips: [37, 41],
  chat: [46, 88],
  spoken: [94, 104],
  events: [110, 120],
  sound: [125, 147],
} as const satisfies Record<string, readonly [number, number]>;

export type Lane = keyof typeof lanes;

export const mapHeightPx = 149;

/** The lanes' names beside the drawing, and what they are drawn in. */
export const laneLabels: { lane: Lane; label: string; color: string }[] = [
  { lane: "highlights", label: "Highlights", color: "bg-accent" },
  { lane: "chat", label: "Chat", color: "bg-signal-chat" },
  { lane: "spoken", label: "Words", color: "bg-signal-transcript" },
  { lane: "events", label: "Events", color: "bg-signal-events" },
  { lane: "sound", label: "Sound", color: "bg-signal-audio" },
];
