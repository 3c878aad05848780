/** A stream of a media file as `ffmpeg -c copy -f framecrc` tells it. Times in ticks of `timebase`, in decode order. */
export type PacketList = {
  kind: string;
  codec: string;
  /** Seconds a tick: `num`/`den`. */
  timebase: { num: number; den: number };
  width: number | null;
  height: number | null;
  ptsTicks: number[];
};

/** Reads framecrc's text (headers `#key stream: value`, then one line a packet). Lines of other shapes are passed over. Pure. */
export function parsePacketList(text: string): PacketList[] {
  const streams: PacketList[] = [];
  const streamOf = (n: number): PacketList =>
    (streams[n] ??= { kind: "", codec: "", timebase: { num: 0, den: 1 }, width: null, height: null, ptsTicks: [] });
  for (const line of text.split("\n")) {
    const [, key, of, value = ""] = /^#(\w+) (\d+): (.*)$/.exec(line) ?? [];
    if (key !== undefined) {
      const stream = streamOf(Number(of));
      const [first = 0, second = 0] = value.split(/[/x]/).map(Number);
      if (key === "media_type") stream.kind = value.trim();
      else if (key === "codec_id") stream.codec = value.trim();
      else if (key === "tb") stream.timebase = { num: first, den: second };
      else if (key === "dimensions") Object.assign(stream, { width: first, height: second });
      continue;
    }
    const [n, , pts] = line.split(",", 3);
    const ptsTicks = Number.parseInt(pts ?? "", 10);
    if (Number.isFinite(ptsTicks)) streamOf(Number(n)).ptsTicks.push(ptsTicks);
  }
  return streams;
}
