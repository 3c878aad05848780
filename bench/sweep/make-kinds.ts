import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { chirp, ffmpeg } from "#lib/clips/splice/testing-ffmpeg.ts";
import { joinStreams, shortenLengths } from "./unusual-files.ts";

/** A kind of recording: how to make one, and what processing has to say of it. */
export type Kind = {
  /** Its file name; the extension chooses the container. */
  name: string;
  make: (filePath: string) => Promise<void>;
  /** An encoder that not every ffmpeg has. */
  encoder?: string;
  /** What the screens must say. Without `converted` the picture is kept. `refused`: part of the reason. */
  expected: { videoCodec?: string; converted?: boolean; audioTracks?: number; rate?: string; refused?: RegExp };
};

type Recipe = {
  size?: string;
  rate?: string;
  seconds?: number;
  /** Options of the picture's encoder. */
  video?: string[];
  x264?: string;
  /** Options of the sound's encoder; empty: no sound. */
  sound?: string[];
  /** Options between the codecs and the file: filters, maps, times. */
  output?: string[];
};

/** Encodes a moving test picture with a sound that never repeats. */
async function encode(filePath: string, recipe: Recipe): Promise<void> {
  const { rate = "30", seconds = 10, size = "192x108", sound = ["-c:a", "aac", "-b:a", "96k"] } = recipe;
  const picture = ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}:d=${seconds}`];
  const x264 = recipe.x264 ?? "keyint=60:min-keyint=60:scenecut=0:bframes=2:b-adapt=0";
  const video = recipe.video ?? ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-x264-params", x264];
  const hearing = sound.length > 0 ? ["-f", "lavfi", "-i", chirp(seconds)] : [];
  const output = recipe.output ?? [];
  await ffmpeg("-v", "error", ...picture, ...hearing, ...video, ...sound, "-metadata", "title=x", ...output, filePath);
}

const kept = { videoCodec: "h264" };
const converted = { videoCodec: "h264", converted: true };

const encoded = (name: string, recipe: Recipe, expected: Kind["expected"] = kept, encoder?: string): Kind => ({
  name,
  make: (filePath) => encode(filePath, recipe),
  expected,
  ...(encoder === undefined ? {} : { encoder }),
});

/** Encodes one file, then makes another of it with `-c copy`; `input` stands before it. */
const copied = (
  name: string,
  recipe: Recipe,
  copy: { input?: string[]; output: string[]; from?: string },
  expected: Kind["expected"] = kept,
): Kind => ({
  name,
  expected,
  make: async (filePath) => {
    const first = `${filePath}.first.${copy.from ?? "mp4"}`;
    await encode(first, recipe);
    await ffmpeg("-v", "error", ...(copy.input ?? []), "-i", first, "-c", "copy", ...copy.output, filePath);
  },
});

const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "60", "-pix_fmt", "yuv420p"];
const opus = ["-c:a", "libopus", "-b:a", "96k"];
const x265 = (params: string, pixels = "yuv420p") => [
  ...["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", pixels],
  ...["-x265-params", `log-level=none:keyint=60:min-keyint=60:scenecut=0:${params}`],
];
const x264With = (pixels: string, profile: string) => [
  ...["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", pixels, "-profile:v", profile, "-g", "60"],
];

/** What the requirement names. */
const named: Kind[] = [
  encoded("gop-10s.mp4", { seconds: 25, x264: "keyint=300:min-keyint=300:scenecut=0:bframes=2" }),
  encoded("open-gop.mp4", { x264: "keyint=60:min-keyint=60:scenecut=0:bframes=3:b-adapt=0:open-gop=1" }),
  encoded("variable-rate.mp4", {
    rate: "60",
    x264: "keyint=40:scenecut=0:bframes=3",
    output: ["-vf", "select='not(mod(floor(n*n/7),3))+eq(n,0)'", "-vsync", "0", "-enc_time_base", "1:90000"],
  }),
  encoded("rate-29.97.mp4", { rate: "30000/1001" }, { ...kept, rate: "30000/1001" }),
  encoded("rate-59.94.mp4", { rate: "60000/1001", seconds: 8 }, { ...kept, rate: "60000/1001" }),
  {
    name: "sound-1.5s-late.mp4",
    expected: kept,
    make: async (filePath) => {
      await encode(`${filePath}.first.mp4`, {});
      const first = ["-i", `${filePath}.first.mp4`];
      await ffmpeg(
        "-v",
        "error",
        ...first,
        "-itsoffset",
        "1.5",
        ...first,
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
        filePath,
      );
    },
  },
  encoded("start-100s.mp4", { output: ["-output_ts_offset", "100"] }),
  encoded("start-100s.ts", { output: ["-output_ts_offset", "100"] }),
  encoded("no-sound.mp4", { sound: [] }, { ...kept, audioTracks: 0 }),
  encoded("matroska.mkv", {}, { ...kept, rate: "30/1" }),
  encoded("flash.flv", {}),
  encoded("transport.ts", {}),
  encoded("fragmented.mp4", { output: ["-movflags", "frag_keyframe+empty_moov"] }),
  encoded("index-in-front.mp4", { output: ["-movflags", "+faststart"] }),
];

const codecs: Kind[] = [
  encoded("hevc.mkv", { video: x265("bframes=3:open-gop=0") }, { videoCodec: "hevc" }, "libx265"),
  encoded("hevc-open-gop.mp4", { video: x265("bframes=4:open-gop=1") }, { videoCodec: "hevc" }, "libx265"),
  encoded("hevc-10-bit.mp4", { video: x265("bframes=2", "yuv420p10le") }, { videoCodec: "hevc" }, "libx265"),
  encoded("hevc.ts", { video: x265("bframes=2:open-gop=0") }, { videoCodec: "hevc" }, "libx265"),
  encoded(
    "vp9-odd-size.webm",
    { video: vp9, sound: opus, output: ["-vf", "scale=191:107"] },
    { videoCodec: "vp9" },
    "libvpx-vp9",
  ),
  encoded("vp8.webm", { video: ["-c:v", "libvpx", "-deadline", "realtime"], sound: opus }, converted, "libvpx"),
  encoded("av1.mp4", { video: ["-c:v", "libsvtav1", "-preset", "12", "-g", "60"] }, { videoCodec: "av1" }, "libsvtav1"),
  encoded(
    "av1.mkv",
    { video: ["-c:v", "libsvtav1", "-preset", "12", "-g", "60"], sound: opus },
    { videoCodec: "av1" },
    "libsvtav1",
  ),
  encoded("h264-10-bit.mp4", { video: x264With("yuv420p10le", "high10") }, converted),
  encoded("h264-422.mp4", { video: x264With("yuv422p", "high422") }, converted),
  encoded(
    "h264-444-odd-size.mp4",
    { video: x264With("yuv444p", "high444"), output: ["-vf", "scale=191:107"] },
    converted,
  ),
  encoded(
    "mpeg2-ac3-interlaced.ts",
    {
      rate: "25",
      video: ["-c:v", "mpeg2video", "-b:v", "3M", "-g", "15", "-bf", "2", "-flags", "+ilme+ildct"],
      sound: ["-c:a", "ac3"],
    },
    converted,
  ),
  encoded("mpeg4-mp3.avi", { video: ["-c:v", "mpeg4", "-b:v", "2M"], sound: ["-c:a", "libmp3lame"] }, converted),
  encoded("prores-pcm.mov", { seconds: 5, video: ["-c:v", "prores_ks"], sound: ["-c:a", "pcm_s16le"] }, converted),
  encoded(
    "mjpeg-odd-size.mov",
    { seconds: 5, video: ["-c:v", "mjpeg", "-q:v", "3"], output: ["-vf", "scale=191:107"] },
    converted,
  ),
  encoded("wmv2.wmv", { video: ["-c:v", "wmv2", "-b:v", "2M"], sound: ["-c:a", "wmav2"] }, converted),
  encoded(
    "theora.ogv",
    { video: ["-c:v", "libtheora", "-q:v", "8"], sound: ["-c:a", "libvorbis"] },
    converted,
    "libtheora",
  ),
];

const h264: Kind[] = [
  encoded("noisy.mp4", { size: "320x180", output: ["-vf", "noise=alls=14:allf=t", "-crf", "18"] }),
  encoded("interlaced.mp4", { x264: "keyint=60:interlaced=1:bframes=2" }),
  encoded("baseline-slices.mp4", { x264: "keyint=60:slices=4:bframes=0:cabac=0:8x8dct=0" }),
  encoded("pyramid.mp4", { x264: "keyint=90:bframes=7:b-adapt=0:b-pyramid=normal:ref=6" }),
  encoded("rolling-refresh.mp4", { x264: "keyint=60:intra-refresh=1:bframes=0" }),
  encoded("gop-60s.mp4", { seconds: 70, rate: "10", x264: "keyint=600:min-keyint=600:scenecut=0:bframes=2" }),
  encoded("gop-half-second.mp4", { x264: "keyint=15:min-keyint=15:scenecut=0:bframes=2" }),
  encoded("all-keyframes.mp4", { x264: "keyint=1" }),
  encoded("notes-and-timing.mp4", {
    x264: "keyint=60:nal-hrd=vbr:vbv-maxrate=2000:vbv-bufsize=2000:aud=1:pic-struct=1:fullrange=on",
    output: ["-bsf:v", "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+note"],
  }),
  encoded("sideways.mp4", { x264: "keyint=60:sar=4/3" }),
  copied("turned.mp4", {}, { output: ["-metadata:s:v:0", "rotate=90"] }),
  encoded("rate-1.mp4", { rate: "1", seconds: 40, x264: "keyint=10:bframes=2" }, { ...kept, rate: "1/1" }),
  encoded("rate-120.mp4", { rate: "120", seconds: 5, x264: "keyint=240:bframes=3" }, { ...kept, rate: "120/1" }),
  encoded("dropped-frames.mkv", {
    x264: "keyint=60:bframes=2",
    output: ["-vf", "select='not(between(mod(n,97),40,43))'", "-vsync", "0"],
  }),
  {
    name: "short-lengths.mp4",
    expected: kept,
    make: async (filePath) => {
      const first = `${filePath}.first.mp4`;
      await encode(first, { output: ["-movflags", "frag_keyframe+empty_moov+default_base_moof"] });
      await shortenLengths(first, filePath);
    },
  },
  {
    name: "sets-change.ts",
    expected: kept,
    make: async (filePath) => {
      const [one, two] = [`${filePath}.1.ts`, `${filePath}.2.ts`];
      await encode(one, { x264: "keyint=60:bframes=2:ref=3" });
      await encode(two, { x264: "keyint=60:bframes=0:ref=1:cabac=0", output: ["-output_ts_offset", "10.1"] });
      await joinStreams([one, two], filePath);
    },
  },
];

const sounds: Kind[] = [
  encoded("mono-22k.mp4", { sound: ["-c:a", "aac", "-ac", "1", "-ar", "22050"] }),
  encoded("opus.mkv", { sound: opus }),
  encoded("opus.mp4", { sound: opus }),
  encoded("mp3.mp4", { sound: ["-c:a", "libmp3lame"] }),
  encoded("flac.mkv", { sound: ["-c:a", "flac"] }),
  encoded(
    "two-sounds.mkv",
    {
      output: ["-map", "0:v", "-map", "1:a", "-map", "1:a", "-metadata:s:a:1", "language=deu"],
    },
    { ...kept, audioTracks: 2 },
  ),
  encoded("surround.mp4", { sound: ["-c:a", "aac", "-ac", "6", "-b:a", "256k"] }),
  encoded("sound-ends-early.mp4", { output: ["-af", "atrim=end=6"] }),
];

const shapes: Kind[] = [
  copied("edit-list.mp4", { seconds: 14 }, { input: ["-ss", "3.21"], output: [] }),
  {
    name: "sound-first.mp4",
    expected: kept,
    make: async (filePath) => {
      await encode(`${filePath}.first.mp4`, {});
      const first = ["-i", `${filePath}.first.mp4`];
      const maps = ["-map", "1:v", "-map", "0:a"];
      await ffmpeg("-v", "error", ...first, "-itsoffset", "0.4", ...first, ...maps, "-c", "copy", filePath);
    },
  },
  encoded("near-wrap.ts", { output: ["-output_ts_offset", "95440"] }),
  {
    name: "jumps.ts",
    expected: kept,
    make: async (filePath) => {
      const [one, two] = [`${filePath}.1.ts`, `${filePath}.2.ts`];
      await encode(one, { seconds: 6, output: ["-output_ts_offset", "50"] });
      await encode(two, { seconds: 6, output: ["-output_ts_offset", "5000"] });
      await joinStreams([one, two], filePath);
    },
  },
  encoded("live.mkv", { output: ["-live", "1"] }),
  {
    name: "two-pictures.mkv",
    expected: kept,
    make: async (filePath) => {
      await encode(filePath, {
        output: ["-map", "0:v", "-map", "0:v", "-map", "1:a", "-s:v:1", "96x54"],
      });
    },
  },
  {
    name: "cover.mp4",
    expected: kept,
    make: async (filePath) => {
      const [first, cover] = [`${filePath}.first.mp4`, `${filePath}.cover.jpg`];
      await encode(first, {});
      await ffmpeg("-v", "error", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover);
      const maps = ["-map", "1:v", "-map", "0:v", "-map", "0:a", "-disposition:v:0", "attached_pic"];
      await ffmpeg("-v", "error", "-i", first, "-i", cover, ...maps, "-c", "copy", filePath);
    },
  },
  {
    name: "subtitles.mkv",
    expected: kept,
    make: async (filePath) => {
      const [first, text] = [`${filePath}.first.mp4`, `${filePath}.srt`];
      await encode(first, {});
      await writeFile(text, "1\n00:00:01,000 --> 00:00:03,000\nHello\n");
      await ffmpeg(
        "-v",
        "error",
        "-i",
        first,
        "-i",
        text,
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        "srt",
        filePath,
      );
    },
  },
  copied("timecode-track.mov", {}, { output: ["-timecode", "01:00:00:00"] }),
  encoded("fifth-of-a-second.mp4", { seconds: 0.2 }),
  encoded("one-frame.mp4", { sound: [], output: ["-frames:v", "1"] }, { ...kept, audioTracks: 0 }),
  encoded("one-frame.mkv", { sound: [], output: ["-frames:v", "1"] }, { ...kept, audioTracks: 0 }),
  encoded("one-second.mp4", { seconds: 1.1 }),
  {
    name: "noise-behind.mp4",
    expected: kept,
    make: async (filePath) => {
      const first = `${filePath}.first.mp4`;
      await encode(first, {});
      await writeFile(filePath, Buffer.concat([await readFile(first), Buffer.alloc(5000, 0x3c)]));
    },
  },
];

/** Every kind, of which `only` (a pattern of file names) chooses. */
export const listKinds = (only: RegExp): Kind[] =>
  [...named, ...codecs, ...h264, ...sounds, ...shapes].filter(({ name }) => only.test(path.basename(name)));
