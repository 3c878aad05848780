import type { FrameTimes } from "#app/_server/frame-times.ts";
import { getJson } from "./http.ts";

/** The beginnings of a video's frames from `from` up to `to` seconds, ascending, in seconds. */
export async function readFrameTimes(vodId: string, from: number, to: number): Promise<number[]> {
  const { timescale, steps } = await getJson<FrameTimes>(`/vods/${vodId}/frame-times?from=${from}&to=${to}`);
  let ticks = 0;
  return steps.map((step) => {
    ticks += step;
    return ticks / timescale;
  });
}
