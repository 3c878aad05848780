"use client";
import { Coins, Gift, Rocket, Star, TicketCheck, Users } from "lucide-react";
import { memo, useMemo } from "react";
import { usePlayhead } from "#app/_player/use-player.ts";
import { type EventRow, useEvents } from "#app/_queries/signals.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";
import { lastAtMost } from "./chat-index.ts";
import { LongList } from "./long-list.client.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { TabNote, TimedRow } from "./timed-row.tsx";

type Kind = EventRow["kind"];

const kinds: Record<Kind, { icon: typeof Gift; label: string; say: (event: EventRow) => string }> = {
  raid: { icon: Users, label: "Raids", say: ({ amount }) => `raid${amount === null ? "" : ` with ${amount}`}` },
  gift: {
    icon: Gift,
    label: "Gifts",
    say: ({ amount }) => `gifted ${amount ?? 1} ${(amount ?? 1) === 1 ? "sub" : "subs"}`,
  },
  cheer: { icon: Coins, label: "Cheers", say: ({ amount }) => `cheered${amount === null ? "" : ` ${amount} bits`}` },
  hype_train: {
    icon: Rocket,
    label: "Hype trains",
    say: ({ amount }) => `hype train${amount === null ? "" : ` level ${amount}`}`,
  },
  sub: { icon: Star, label: "Subs", say: () => "subscribed" },
  redemption: { icon: TicketCheck, label: "Redemptions", say: () => "redeemed" },
};

/** Raids, gifts, cheers and the like, in step with the picture; one kind or several at a time. */
export function EventsTab({ streamId, control, offsetMs }: TabProps) {
  const { data: events, error, refetch } = useEvents(streamId);
  const [chosen, setChosen] = useUrlState("events");
  const wanted = useMemo(() => new Set(chosen.split(",").filter((kind) => kind in kinds)), [chosen]);
  const rows = useMemo(
    () => events?.filter((event) => wanted.size === 0 || wanted.has(event.kind)) ?? [],
    [events, wanted],
  );
  const times = useMemo(() => rows.map((row) => row.offsetMs), [rows]);
  const nowIndex = lastAtMost(times, usePlayhead(control) * 1000 + offsetMs);
  if (!events) {
    return (
      <div className="p-3">
        {error ? (
          <ErrorState title="Events couldn't be loaded" text={error.message} onRetry={refetch} />
        ) : (
          <SkeletonList count={5} className="h-9" />
        )}
      </div>
    );
  }
  if (events.length === 0) return <TabNote>No events. Add their file on the stream's page.</TabNote>;
  const there = (Object.keys(kinds) as Kind[]).filter((kind) => events.some((event) => event.kind === kind));
  const toggle = (kind: Kind) => {
    const next = new Set(wanted);
    if (!next.delete(kind)) next.add(kind);
    setChosen(there.filter((one) => next.has(one)).join(","));
  };
  return (
    <div className="flex h-full flex-col">
      <fieldset className="flex flex-wrap gap-1.5 border-b border-line px-3 py-2">
        <legend className="sr-only">Show only</legend>
        {there.map((kind) => {
          const { icon: Icon, label } = kinds[kind];
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={wanted.has(kind)}
              onClick={() => toggle(kind)}
              className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-xs font-medium text-muted hover:border-line-strong hover:text-ink aria-pressed:border-signal-events aria-pressed:text-signal-events"
            >
              <Icon aria-hidden className="size-3.5" /> {label}
            </button>
          );
        })}
      </fieldset>
      <div className="min-h-0 flex-1">
        <LongList key={chosen} count={rows.length} label="Events" nowIndex={nowIndex}>
          {({ first, end }) =>
            rows
              .slice(first, end)
              .map((event, n) => (
                <Event key={event.id} {...{ event, offsetMs }} isNow={first + n === nowIndex} onJump={control.seek} />
              ))
          }
        </LongList>
      </div>
    </div>
  );
}

const Event = memo(function Event(props: {
  event: EventRow;
  offsetMs: number;
  isNow: boolean;
  onJump: (seconds: number) => void;
}) {
  const { event } = props;
  const { icon: Icon, say } = kinds[event.kind];
  return (
    <TimedRow atSeconds={(event.offsetMs - props.offsetMs) / 1000} isNow={props.isNow} onJump={props.onJump}>
      <Icon aria-hidden className="mr-1.5 inline size-4 align-text-bottom text-signal-events" />
      {event.actor ? <bdi className="font-medium">{event.actor} </bdi> : null}
      {say(event)}
      {event.text ? <bdi className="text-muted"> {event.text}</bdi> : null}
    </TimedRow>
  );
});
