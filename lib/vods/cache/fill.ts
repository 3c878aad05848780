import { AppError } from "#lib/errors.ts";
import type { ByteMeter } from "#lib/progress.ts";
import type { Claims } from "./claims.ts";
import type { Entry, Flight } from "./entry.ts";
import { type FetchOptions, fetchSpan, noSpace } from "./fetch-span.ts";
import { addSpan, type ByteSpan, overlaps, type SpanSet, spanBytes, splitSpans, subtractSpans } from "./model.ts";
import type { Room, Ticket } from "./room.ts";
import type { Slots } from "./slots.ts";

/**
 * One read: what it counts and when it ends. `fetched` are the spans it brought from the store itself; `mostBytes` bounds
 * one GET of it where that is less than a block.
 */
export type Call = { signal?: AbortSignal; meter?: ByteMeter; urgent: boolean; fetched: SpanSet; mostBytes?: number };

export type FillOptions = Omit<FetchOptions, "onBytes"> & {
  slots: Slots;
  room: Room;
  claims: Claims;
  blockBytes: number;
  /** Keeps the entry open while a fetch runs; returns the release. */
  hold: (entry: Entry) => () => void;
  /** The store's object is another one by now, or gone. */
  onLost: (entry: Entry) => Promise<void>;
  onStoreBytes: (count: number) => void;
};

export type Fill = (entry: Entry, span: ByteSpan, call: Call) => Promise<void>;

/**
 * Makes `fill`: brings the missing bytes of a span from the store, each once. What another call or process already
 * fetches is waited for. A call that leaves (`signal`) ends its own wait; fetches that have begun go on, and their bytes
 * are kept. Throws `disk_full` before anything is asked for, `conflict` when the object's identity changed, or the
 * store's error.
 */
export function createFill(options: FillOptions): Fill {
  const fill: Fill = async (entry, span, call) => {
    if (subtractSpans([span], entry.cached()).length > 0) await entry.refresh();
    for (;;) {
      call.signal?.throwIfAborted();
      const missing = subtractSpans([span], entry.cached());
      if (missing.length === 0) return;
      const joined = [...entry.flights].filter((flight) => missing.some((part) => overlaps(flight, part)));
      const pieces = splitSpans(subtractSpans(missing, asSet(joined)), call.mostBytes ?? options.blockBytes);
      const ticket = options.room.reserve(spanBytes(pieces));
      const started = pieces.map((piece) => startFlight(options, entry, piece, call, ticket));
      await waitForFlights([...joined, ...started], call.signal);
    }
  };
  return (entry, span, call) => fill(entry, span, call).finally(options.hold(entry));
}

const asSet = (flights: Flight[]): SpanSet => flights.reduce<SpanSet>(addSpan, []);

async function waitForFlights(flights: Flight[], signal: AbortSignal | undefined): Promise<void> {
  for (const flight of flights) flight.wantedBy += 1;
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal?.reason);
    signal?.addEventListener("abort", leave, { once: true });
  });
  try {
    await Promise.race([Promise.all(flights.map((flight) => flight.done)), left]);
  } finally {
    signal?.removeEventListener("abort", leave);
    for (const flight of flights) flight.wantedBy -= 1;
  }
}

function startFlight(options: FillOptions, entry: Entry, span: ByteSpan, call: Call, ticket: Ticket): Flight {
  const release = options.hold(entry);
  const flight: Flight = { ...span, wantedBy: 0, done: Promise.resolve() };
  entry.flights.add(flight);
  flight.done = fly(options, entry, flight, call, ticket).finally(() => {
    entry.flights.delete(flight);
    ticket.give(span.endByte - span.startByte);
    release();
  });
  flight.done.catch(() => {});
  return flight;
}

async function fly(options: FillOptions, entry: Entry, flight: Flight, call: Call, ticket: Ticket): Promise<void> {
  const { claims, slots } = options;
  await ticket.ready;
  for (let patient = true; ; ) {
    const giveSlot = await slots.take(call.urgent);
    const marks: Promise<void>[] = [];
    let foreign: SpanSet = [];
    try {
      options.signal.throwIfAborted();
      // Everyone who waited has left before the first byte was asked for. Who joins now finds the bytes missing and asks again.
      if (flight.wantedBy === 0) return;
      const claimed = await claims.claim(entry, flight, !patient);
      foreign = claimed.foreign;
      await fetchAll(options, entry, claimed.mine, call, marks);
    } finally {
      giveSlot();
      await Promise.allSettled(marks);
    }
    await Promise.all(marks);
    if (foreign.length === 0) return;
    patient = await claims.waitForOthers(entry, foreign, options.signal);
  }
}

async function fetchAll(options: FillOptions, entry: Entry, spans: SpanSet, call: Call, marks: Promise<void>[]) {
  for (const [position, span] of spans.entries()) {
    call.fetched = addSpan(call.fetched, span);
    const onBytes = (count: number) => {
      options.onStoreBytes(count);
      if (call.meter) call.meter.storeBytes += count;
    };
    const { arrived, error } = await fetchSpan(entry, span, { ...options, onBytes });
    const kept = arrived.endByte > arrived.startByte ? mark(entry, arrived) : Promise.resolve();
    // Others look for the bytes when the claim goes: they are noted before.
    marks.push(kept.finally(() => options.claims.unclaim(entry, span)));
    if (error === null) continue;
    call.fetched = subtractSpans(call.fetched, [{ ...span, startByte: arrived.endByte }]);
    for (const unread of spans.slice(position + 1)) marks.push(options.claims.unclaim(entry, unread));
    const code = error instanceof AppError ? error.code : null;
    if (code === "conflict" || code === "not_found") await options.onLost(entry);
    throw error;
  }
}

async function mark(entry: Entry, span: ByteSpan): Promise<void> {
  try {
    await entry.mark(span);
  } catch (error) {
    throw noSpace(error);
  }
}
