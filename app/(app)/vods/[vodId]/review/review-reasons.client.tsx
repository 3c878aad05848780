"use client";
import type { Contribution, SignalName } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";

const colors: Record<SignalName, { text: string; bar: string }> = {
  chat: { text: "text-signal-chat", bar: "bg-signal-chat" },
  events: { text: "text-signal-events", bar: "bg-signal-events" },
  transcript: { text: "text-signal-transcript", bar: "bg-signal-transcript" },
  audio: { text: "text-signal-audio", bar: "bg-signal-audio" },
};

const mostLines = 3;

/** Why a highlight was picked, the weightiest reason first, with what was written, said or done; a line plays its moment. */
export function ReviewReasons(props: { contributions: Contribution[]; onJump: (seconds: number) => void }) {
  const reasons = [...props.contributions].sort((a, b) => b.value - a.value);
  const most = Math.max(0.001, ...reasons.map((one) => one.value));
  return (
    <ul aria-label="Why" className="grid grid-cols-1 gap-3">
      {reasons.map(({ signal, name, label, value, evidence }) => (
        <li key={`${signal}:${name}`}>
          <p className="flex items-baseline gap-2 text-sm">
            <span className={`min-w-0 font-medium break-words ${colors[signal].text}`}>{label}</span>
            <span className="time ml-auto text-xs text-muted">+{value.toFixed(2)}</span>
          </p>
          <div aria-hidden className="my-1 h-0.5 rounded-full bg-raised">
            <div
              className={`h-full rounded-full ${colors[signal].bar}`}
              style={{ width: `${(value / most) * 100}%` }}
            />
          </div>
          <ul aria-label={`Evidence for ${label}`}>
            {distinct(evidence)
              .slice(0, mostLines)
              .map((point) => (
                <li key={`${point.atSeconds}:${point.text}`}>
                  <button
                    type="button"
                    onClick={() => props.onJump(point.atSeconds)}
                    className="flex min-h-6 w-full items-baseline gap-2 rounded text-left text-sm hover:bg-raised"
                  >
                    <span className="time text-xs text-muted">{formatTimestamp(point.atSeconds)}</span>
                    <bdi className="min-w-0 truncate">{point.text}</bdi>
                  </button>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** The same words at the same moment once. */
const distinct = (evidence: Contribution["evidence"]): Contribution["evidence"] => [
  ...new Map(evidence.map((point) => [`${point.atSeconds}:${point.text}`, point])).values(),
];
