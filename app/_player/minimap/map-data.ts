import { buildPyramid, type Pyramid } from "#app/_timeline/pyramid.ts";
import type { Minimap } from "#lib/highlights/model.ts";

/** A minimap as it is drawn: its curves at every zoom. Sound is a part of its lane's height. */
export type MapData = { map: Minimap; chat: Pyramid; sound: Pyramid | null };

/** The lane of sound shows the loudest second and this much below it. */
const soundRangeHalfDb = 80;

export function prepareMap(map: Minimap): MapData {
  const loudness = map.loudnessPerSecond;
  const loudest = loudness?.reduce((most, value) => Math.max(most, value), 0) ?? 0;
  const floor = loudest - soundRangeHalfDb;
  const heights = loudness && Float32Array.from(loudness, (value) => Math.max(0, (value - floor) / soundRangeHalfDb));
  return { map, chat: buildPyramid(map.chatPerSecond), sound: heights && buildPyramid(heights) };
}
