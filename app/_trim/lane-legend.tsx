const legend = [
  ["bg-signal-chat", "Chat"],
  ["bg-signal-audio", "Sound"],
  ["bg-signal-transcript rounded-full", "Speech pause"],
  ["bg-signal-events", "Scene change"],
  ["bg-line-strong", "Keyframe"],
] as const;

/** What the lane's colours mean. */
export function LaneLegend({ hasSound }: { hasSound: boolean }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1" aria-label="Legend">
      {legend
        .filter(([, label]) => hasSound || label !== "Sound")
        .map(([color, label]) => (
          <li key={label} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-xs ${color}`} />
            {label}
          </li>
        ))}
    </ul>
  );
}
