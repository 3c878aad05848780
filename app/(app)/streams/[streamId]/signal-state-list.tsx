import { CircleCheck, CircleDashed, CircleSlash } from "lucide-react";
import type { DetectionDiff, SignalName, SignalStates } from "#lib/highlights/model.ts";

const words: Record<SignalName, string> = { chat: "Chat", events: "Events", transcript: "Transcript", audio: "Sound" };
const marks = {
  ok: <CircleCheck aria-label="used" className="size-4 text-good" />,
  too_sparse: <CircleDashed aria-label="too little of it" className="size-4 text-warn" />,
  unavailable: <CircleSlash aria-label="not there" className="size-4 text-muted" />,
};

/** What each signal was worth to the detection, and what a re-run changed. */
export function SignalStateList({ states, diff }: { states: SignalStates; diff: DetectionDiff | null }) {
  return (
    <div className="mt-4 text-sm text-muted">
      <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2" aria-label="Signals used">
        {(Object.keys(words) as SignalName[]).map((name) => (
          <li key={name} className="flex items-start gap-2">
            <span className="mt-0.5">{marks[states[name].state]}</span>
            <span>
              <span className="font-medium text-ink">{words[name]}</span> {states[name].text}
            </span>
          </li>
        ))}
      </ul>
      {diff && diff.kept + diff.moved + diff.gone + diff.protected > 0 ? (
        <p className="mt-3">
          Against the run before: {diff.kept} kept, {diff.moved} moved, {diff.added} new, {diff.gone} gone
          {diff.protected > 0 ? `, ${diff.protected} left as you had them` : ""}.
        </p>
      ) : null}
    </div>
  );
}
