/**
 * Positions in a media file are integer ticks of a time base (`timescale` ticks a second).
 * Seconds are floats for people and APIs; ticks decide which frame is shown.
 */

/** Ticks to seconds, as a float. */
export const ticksToSeconds = (ticks: number, timescale: number): number => ticks / timescale;

/** Seconds to the nearest tick. */
export const secondsToTicks = (seconds: number, timescale: number): number => Math.round(seconds * timescale);

/** `h:mm:ss.f` (one decimal) for screens, e.g. 3723.46 → `1:02:03.4`; decimals are cut off, not rounded. Shape kept for negatives. */
export function formatTimestamp(seconds: number, decimals = 1): string {
  const sign = seconds < 0 ? "-" : "";
  const scale = 10 ** decimals;
  const units = Math.floor(Math.abs(seconds) * scale + 1e-6);
  const whole = Math.floor(units / scale);
  const fraction = decimals > 0 ? `.${String(units % scale).padStart(decimals, "0")}` : "";
  const two = (value: number) => String(value).padStart(2, "0");
  return `${sign}${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${fraction}`;
}

/** Parses `h:mm:ss(.f)`, `mm:ss(.f)` or plain seconds to seconds; null where it is none of them. */
export function parseTimestamp(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [, hours, minutes, seconds] = match;
  if (minutes !== undefined && Number(seconds) >= 60) return null;
  if (hours !== undefined && Number(minutes) >= 60) return null;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
}

/** A length for people: `42.0 s`, `12 min 5 s`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return `${minutes} min ${whole % 60} s`;
}

/** Bytes for people, powers of 1000: `63.1 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = -1;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
