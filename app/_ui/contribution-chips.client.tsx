"use client";
import { Popover } from "radix-ui";
import type { Contribution } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";

const colors: Record<Contribution["signal"], string> = {
  chat: "text-signal-chat",
  events: "text-signal-events",
  transcript: "text-signal-transcript",
  audio: "text-signal-audio",
};

type Props = { contributions: Contribution[]; onJump?: (seconds: number) => void };

/** Why a highlight was picked: a chip a signal; each opens its evidence, which jumps to the moment. */
export function ContributionChips({ contributions, onJump }: Props) {
  return (
    <ul className="relative z-10 flex flex-wrap gap-1.5" aria-label="Why">
      {contributions.map((one) => (
        <li key={`${one.signal}:${one.name}`} className="flex max-w-full">
          <Popover.Root>
            <Popover.Trigger
              className={`h-6 max-w-full truncate rounded-full border border-line bg-canvas px-2.5 text-xs font-medium hover:border-line-strong ${colors[one.signal]}`}
            >
              {one.label}
            </Popover.Trigger>
            <Popover.Portal>
              <Popover.Content
                sideOffset={6}
                collisionPadding={12}
                className="z-50 w-80 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-surface p-3 shadow-xl"
              >
                <Evidence contribution={one} onJump={onJump} />
              </Popover.Content>
            </Popover.Portal>
          </Popover.Root>
        </li>
      ))}
    </ul>
  );
}

function Evidence({ contribution, onJump }: { contribution: Contribution; onJump?: (seconds: number) => void }) {
  if (contribution.evidence.length === 0) return <p className="text-sm text-muted">Nothing to show for this one.</p>;
  return (
    <ul className="grid gap-0.5 text-sm" aria-label={`Evidence for ${contribution.label}`}>
      {contribution.evidence.map((point, index) => {
        const text = (
          <>
            <span className="time text-muted">{formatTimestamp(point.atSeconds)}</span>
            <bdi className="min-w-0 overflow-clip break-words">{point.text}</bdi>
          </>
        );
        const key = `${point.atSeconds}:${index}`;
        return (
          <li key={key}>
            {onJump ? (
              <button
                type="button"
                onClick={() => onJump(point.atSeconds)}
                className="flex w-full gap-2 rounded-md px-1.5 py-1 text-left hover:bg-raised"
              >
                {text}
              </button>
            ) : (
              <div className="flex gap-2 px-1.5 py-1">{text}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
