"use client";
import { memo } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import type { SpokenWords, TranscriptRow } from "#app/_queries/signals.ts";
import { formatTimestamp } from "#lib/time.ts";
import { Found, TimedRow } from "./timed-row.tsx";

type Props = {
  row: TranscriptRow;
  /** Null: the file gave no times of words, or they are on their way. */
  words: SpokenWords | null;
  offsetMs: number;
  search: string;
  isNow: boolean;
  isHit: boolean;
  control: PlayerControl;
};

/** A stretch of what was said. Each word leads to its own moment where that is known. */
export const SpokenRow = memo(function SpokenRow(props: Props) {
  const { row, words, offsetMs, search, isNow, isHit, control } = props;
  const toSeconds = (ms: number) => Math.max(0, (ms - offsetMs) / 1000);
  const atSeconds = toSeconds(row.startMs);
  if (!words || words.length === 0) {
    return (
      <TimedRow {...{ atSeconds, isNow, isHit }} onJump={control.seek}>
        <Found text={row.text} search={search} />
      </TimedRow>
    );
  }
  return (
    <div
      aria-current={isNow ? "time" : undefined}
      data-hit={isHit ? "" : undefined}
      className="flex items-baseline gap-2.5 border-l-2 border-transparent px-3 py-1.5 text-sm aria-[current=time]:border-accent aria-[current=time]:bg-accent-soft data-hit:border-warn data-hit:bg-warn-soft"
    >
      <button
        type="button"
        onClick={() => control.seek(atSeconds)}
        aria-label={`${formatTimestamp(atSeconds)}: ${row.text}`}
        className="time -my-1 rounded py-1 text-xs text-muted hover:text-ink"
      >
        {formatTimestamp(atSeconds)}
      </button>
      <Words {...{ words, search, isNow, control }} toSeconds={toSeconds} />
    </div>
  );
});

function Words(props: {
  words: SpokenWords;
  search: string;
  isNow: boolean;
  control: PlayerControl;
  toSeconds: (ms: number) => number;
}) {
  const { words, search, isNow, control, toSeconds } = props;
  return (
    <p className="min-w-0 flex-1 break-words">
      {words.map((word, n) => {
        const seconds = toSeconds(word.startMs);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a segment stay in their places
          <span key={n}>
            <Word
              {...{ seconds, isNow, control }}
              endSeconds={toSeconds(word.endMs)}
              text={<Found text={word.text.trim()} search={search} />}
            />{" "}
          </span>
        );
      })}
    </p>
  );
}

const wordClasses = "rounded-sm text-left hover:bg-accent-soft hover:text-accent";

function Word(props: {
  seconds: number;
  endSeconds: number;
  text: React.ReactNode;
  isNow: boolean;
  control: PlayerControl;
}) {
  const { seconds, control, text, isNow } = props;
  const go = () => control.seek(seconds);
  // Only the words being said can be tabbed to: a screen of words would be hundreds of stops.
  if (!isNow) {
    return (
      <button type="button" tabIndex={-1} onClick={go} className={wordClasses}>
        {text}
      </button>
    );
  }
  return <WordNow {...props} onGo={go} />;
}

/** A word of the sentence being said: marked while it is said itself. */
function WordNow({ seconds, endSeconds, text, control, onGo }: Parameters<typeof Word>[0] & { onGo: () => void }) {
  const now = usePlayhead(control, 0.1) + 0.05;
  const isSaid = now >= seconds && now < endSeconds;
  return (
    <button
      type="button"
      onClick={onGo}
      aria-current={isSaid ? "true" : undefined}
      className={`${wordClasses} aria-[current=true]:bg-accent aria-[current=true]:text-on-accent`}
    >
      {text}
    </button>
  );
}
