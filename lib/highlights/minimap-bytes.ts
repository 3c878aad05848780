import type { Minimap } from "./model.ts";

/**
 * A minimap on its way to the browser: one unsigned 32-bit little-endian length, so many bytes of JSON (all but the
 * curves), a byte that says whether there is loudness, two bytes a second of chat, one byte a second of loudness.
 * Curves as numbers in JSON are three times as large, compressed too.
 */
export function packMinimap(map: Minimap): Uint8Array<ArrayBuffer> {
  const { chatPerSecond, loudnessPerSecond, ...rest } = map;
  const json = new TextEncoder().encode(JSON.stringify(rest));
  const seconds = chatPerSecond.length;
  const chatAt = 4 + json.length + 1;
  const loudnessAt = chatAt + seconds * 2;
  const bytes = new Uint8Array(loudnessAt + (loudnessPerSecond?.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes[chatAt - 1] = loudnessPerSecond === null ? 0 : 1;
  for (let n = 0; n < seconds; n += 1) {
    // The low bytes apart from the high ones: those are nearly all zero, and compress to nothing.
    bytes[chatAt + n] = chatPerSecond[n]! & 255;
    bytes[chatAt + seconds + n] = chatPerSecond[n]! >> 8;
  }
  if (loudnessPerSecond) bytes.set(loudnessPerSecond, loudnessAt);
  return bytes;
}

/** What `packMinimap` packed. Throws `RangeError` when bytes are missing. */
export function unpackMinimap(buffer: ArrayBuffer): Minimap {
  const bytes = new Uint8Array(buffer);
  const jsonLength = new DataView(buffer).getUint32(0, true);
  const chatAt = 4 + jsonLength + 1;
  const rest = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))) as Omit<
    Minimap,
    "chatPerSecond" | "loudnessPerSecond"
  >;
  const seconds = Math.ceil(rest.durationSeconds);
  const hasLoudness = bytes[chatAt - 1] === 1;
  const loudnessAt = chatAt + seconds * 2;
  if (bytes.length !== loudnessAt + (hasLoudness ? seconds : 0)) throw new RangeError("The minimap is not whole.");
  const chatPerSecond = Uint16Array.from(
    { length: seconds },
    (_, n) => bytes[chatAt + n]! + bytes[chatAt + seconds + n]! * 256,
  );
  return { ...rest, chatPerSecond, loudnessPerSecond: hasLoudness ? bytes.slice(loudnessAt) : null };
}
