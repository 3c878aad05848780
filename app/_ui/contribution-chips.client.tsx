"use client";
import { ArrowUpRight } from "lucide-react";
import { Popover } from "radix-ui";
import { useId, useState } from "react";
import type { Contribution, SignalName } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import { chipLabel } from "./contribution-words.ts";
import { PageLink } from "./page-link.client.tsx";

const colors: Record<SignalName, string> = {
  chat: "text-signal-chat",
  events: "text-signal-events",
  transcript: "text-signal-transcript",
  audio: "text-signal-audio",
};
/** The replay tab that shows a signal; sound has none. */
const tabs: Record<SignalName, string | null> = {
  chat: "chat",
  events: "events",
  transcript: "transcript",
  audio: null,
};

type Props = {
  contributions: Contribution[];
  onJump?: (seconds: number) => void;
  /** The page's player goes to the evidence as soon as a chip is pressed. */
  jumpsAtOnce?: boolean;
  /** The video whose replay shows the evidence among what was around it. */
  vodId?: string;
};

/** Why a highlight was picked: a chip a reason; each shows its evidence, which jumps to the moment. */
export function ContributionChips({ contributions, onJump, jumpsAtOnce, vodId }: Props) {
  const [opened, setOpened] = useState<{ one: Contribution; chip: HTMLElement } | null>(null);
  const popoverId = useId();
  const press = (one: Contribution, chip: HTMLElement) => {
    setOpened((before) => (before?.one === one ? null : { one, chip }));
    const first = one.evidence[0];
    if (jumpsAtOnce && first) onJump?.(first.atSeconds);
  };
  return (
    <>
      <ul className="relative z-10 flex flex-wrap gap-1.5" aria-label="Why">
        {contributions.map((one) => (
          <li key={`${one.signal}:${one.name}`} className="flex max-w-full">
            <button
              type="button"
              onClick={(event) => press(one, event.currentTarget)}
              aria-haspopup="dialog"
              aria-expanded={opened?.one === one}
              aria-controls={opened?.one === one ? popoverId : undefined}
              title={one.label}
              className={`h-6 max-w-full truncate rounded-full border border-line bg-canvas px-2.5 text-xs font-medium tabular-nums hover:border-line-strong aria-expanded:border-current ${colors[one.signal]}`}
            >
              {chipLabel(one)}
            </button>
          </li>
        ))}
      </ul>
      {opened ? (
        <Popover.Root open onOpenChange={(isOpen) => (isOpen ? null : setOpened(null))}>
          <Popover.Anchor virtualRef={{ current: opened.chip }} />
          <Popover.Portal>
            <Popover.Content
              id={popoverId}
              sideOffset={6}
              collisionPadding={12}
              aria-label={`Evidence: ${opened.one.label}`}
              onInteractOutside={(event) => {
                // The chip itself closes it, and must not open it anew.
                if (opened.chip.contains(event.target as Node)) event.preventDefault();
              }}
              onCloseAutoFocus={(event) => {
                event.preventDefault();
                opened.chip.focus({ preventScroll: true });
              }}
              className="z-50 w-80 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-surface p-3 shadow-xl"
            >
              <Evidence contribution={opened.one} onJump={onJump} vodId={vodId} />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      ) : null}
    </>
  );
}

function Evidence({ contribution, onJump, vodId }: { contribution: Contribution } & Pick<Props, "onJump" | "vodId">) {
  const { signal, label, evidence, value } = contribution;
  const tab = tabs[signal];
  const first = evidence[0];
  return (
    <>
      <p className="mb-2 flex items-baseline gap-2 px-1.5 text-sm">
        <span className={`min-w-0 font-medium break-words ${colors[signal]}`}>{label}</span>
        <span className="time ml-auto text-muted">+{value.toFixed(2)}</span>
      </p>
      {evidence.length === 0 ? <p className="px-1.5 text-sm text-muted">Nothing to show for this one.</p> : null}
      <ul className="grid gap-0.5 text-sm" aria-label={`Evidence for ${label}`}>
        {evidence.map((point, index) => {
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
      {vodId && first ? (
        <PageLink
          href={`/vods/${vodId}?t=${first.atSeconds.toFixed(1)}${tab ? `&tab=${tab}` : ""}`}
          className="mt-2 inline-flex h-7 items-center gap-1 rounded px-1.5 text-sm text-accent hover:underline"
        >
          {tab ? `Show the ${tab} there` : "Show it in the replay"} <ArrowUpRight aria-hidden className="size-3.5" />
        </PageLink>
      ) : null}
    </>
  );
}
