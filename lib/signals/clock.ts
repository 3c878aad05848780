/** Turns the times of a log into offsets: those counted from the stream's start, and those read off a wall clock. */

export type TimeAligner = {
  relative: (offsetMs: number) => number;
  /** `epochMs` since 1970. */
  absolute: (epochMs: number) => number;
  /** Epoch of offset zero once an absolute time was seen; null before. */
  originEpochMs: () => number | null;
};

/**
 * Wall-clock times are aligned by the stream's start; without one the file's first time is zero.
 * `shiftMs` is added to every offset (set by hand). Results are bounded to what an integer column holds.
 */
export function alignTimes(options: { streamStartedAt: Date | null; shiftMs?: number }): TimeAligner {
  let origin: number | null = options.streamStartedAt?.getTime() ?? null;
  const shift = options.shiftMs ?? 0;
  const bounded = (value: number) => Math.max(-2_147_483_648, Math.min(2_147_483_647, Math.round(value)));
  return {
    relative: (offsetMs) => bounded(offsetMs + shift),
    absolute: (epochMs) => {
      origin ??= epochMs;
      return bounded(epochMs - origin + shift);
    },
    originEpochMs: () => origin,
  };
}

const zoneOffsetsMinutes: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
  BST: 60,
  WET: 0,
  WEST: 60,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
};

/** Minutes east of UTC of a zone as logs write it (`UTC+01:00`, `+0200`, `CEST`); null when unknown. */
export function parseZone(text: string): number | null {
  const name = text.trim().toUpperCase();
  if (name === "") return null;
  if (Object.hasOwn(zoneOffsetsMinutes, name)) return zoneOffsetsMinutes[name]!;
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/.exec(name);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

/** An ISO-like date and time to epoch milliseconds; UTC where no zone is given. Null when it is none. */
export function parseInstant(text: string): number | null {
  const match =
    /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i.exec(
      text.trim(),
    );
  if (!match) return null;
  const [, year, month, day, hour, minute, second = "0", fraction = "0", zone = "Z"] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const base = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return base + Math.floor(Number(`0.${fraction}`) * 1000) - (parseZone(zone) ?? 0) * 60_000;
}

/** `H:MM:SS(.fff)` or `MM:SS(.fff)` to milliseconds, with an optional minus; null when it is none. */
export function parseClock(text: string): number | null {
  const match = /^(-)?(?:(\d{1,4}):)?(\d{1,2}):(\d\d)(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  const [, minus, hours = "0", minutes, seconds, fraction = "0"] = match;
  if (Number(seconds) > 59 || (match[2] !== undefined && Number(minutes) > 59)) return null;
  const whole = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const value = whole + Math.round(Number(`0.${fraction}`) * 1000);
  return minus ? -value : value;
}
