"use client";
import { Coins, Gift, Rocket, Star, TicketCheck, Users } from "lucide-react";
import { type EventRow, useEvents } from "#app/_queries/signals.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { TabNote, TimedRow } from "./timed-row.tsx";

const kinds: Record<EventRow["kind"], { icon: typeof Gift; say: (event: EventRow) => string }> = {
  raid: { icon: Users, say: (event) => `raid${event.amount === null ? "" : ` with ${event.amount}`}` },
  gift: { icon: Gift, say: (event) => `gifted ${event.amount ?? 1} ${event.amount === 1 ? "sub" : "subs"}` },
  cheer: { icon: Coins, say: (event) => `cheered${event.amount === null ? "" : ` ${event.amount} bits`}` },
  hype_train: { icon: Rocket, say: (event) => `hype train${event.amount === null ? "" : ` level ${event.amount}`}` },
  sub: { icon: Star, say: () => "subscribed" },
  redemption: { icon: TicketCheck, say: () => "redeemed" },
};

/** Raids, gifts, cheers and the like. */
export function EventsTab({ streamId, control, offsetMs }: TabProps) {
  const { data: events, error, refetch } = useEvents(streamId);
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
  return (
    <ul aria-label="Events" className="py-1">
      {events.map((event) => {
        const { icon: Icon, say } = kinds[event.kind];
        return (
          <li key={event.id}>
            <TimedRow atSeconds={(event.offsetMs - offsetMs) / 1000} onJump={control.seek}>
              <Icon aria-hidden className="mr-1.5 inline size-4 align-text-bottom text-signal-events" />
              {event.actor ? <span className="font-medium">{event.actor} </span> : null}
              {say(event)}
              {event.text ? <span className="text-muted"> {event.text}</span> : null}
            </TimedRow>
          </li>
        );
      })}
    </ul>
  );
}
