import { CircleCheck, CircleDashed, CircleSlash } from "lucide-react";
import type { ReactionLag, SignalName, SignalState, SignalStates } from "#lib/highlights/model.ts";

const words: Record<SignalName, string> = { chat: "Chat", events: "Events", transcript: "Transcript", audio: "Sound" };
const marks: Record<SignalState["state"], { icon: React.ReactNode; label: string; tone: string }> = {
  ok: { icon: <CircleCheck aria-hidden className="size-4 text-good" />, label: "used", tone: "text-good" },
  too_sparse: {
    icon: <CircleDashed aria-hidden className="size-4 text-warn" />,
    label: "too sparse",
    tone: "text-warn",
  },
  unavailable: {
    icon: <CircleSlash aria-hidden className="size-4 text-muted" />,
    label: "not there",
    tone: "text-muted",
  },
};

const lagSources: Record<ReactionLag["from"], string> = {
  audio: "read off this stream's sound",
  events: "read off this stream's events",
  channel: "read off your other streams",
  setting: "as set; sound and events don't tell",
};

/** What each signal was worth to the detection, and how long the chat is taken to react. */
export function SignalStateList({ states, lag }: { states: SignalStates; lag: ReactionLag | null }) {
  return (
    <div className="mt-3 text-sm text-muted">
      <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2" aria-label="Signals used">
        {(Object.keys(words) as SignalName[]).map((name) => {
          const { state, text } = states[name];
          const mark = marks[state];
          return (
            <li key={name} className="flex items-start gap-2">
              <span className="mt-0.5">{mark.icon}</span>
              <span>
                <span className="font-medium text-ink">{words[name]}</span>{" "}
                <span className={mark.tone}>{mark.label}</span>: {text}
              </span>
            </li>
          );
        })}
      </ul>
      {lag ? (
        <p className="mt-2">
          Highlights begin <span className="time text-ink">{lag.seconds} s</span> before the chat's reaction (
          {lagSources[lag.from]}).
        </p>
      ) : null}
    </div>
  );
}
