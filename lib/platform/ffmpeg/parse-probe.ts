import { z } from "zod";
import { AppError } from "#lib/errors.ts";

/** A rational, e.g. 30000/1001 frames a second. */
export type Rational = { num: number; den: number };

export type VideoFacts = {
  /** Stream number in the file. */
  streamIndex: number;
  codec: string;
  profile: string | null;
  pixFmt: string | null;
  width: number;
  height: number;
  /** Degrees clockwise the picture is to be turned for display: 0, 90, 180 or 270. */
  rotation: number;
  /** Frames ÷ duration; null where the file doesn't say. Never `r_frame_rate`, which misleads on variable rates. */
  avgFrameRate: Rational | null;
  timeBase: Rational;
  hasBFrames: boolean;
  startSeconds: number;
  durationSeconds: number | null;
};

export type AudioFacts = {
  streamIndex: number;
  codec: string;
  profile: string | null;
  channels: number;
  sampleRate: number;
  startSeconds: number;
  durationSeconds: number | null;
  language: string | null;
  title: string | null;
};

/** What ffprobe found. `durationSeconds` is what the header claims, null where it claims nothing. */
export type ProbeFacts = {
  container: string;
  sizeBytes: number;
  startSeconds: number;
  durationSeconds: number | null;
  bitRate: number | null;
  video: VideoFacts | null;
  audio: AudioFacts[];
};

const number = z.coerce.number().optional().catch(undefined);
const tags = z.record(z.string(), z.string()).default({}).catch({});
const stream = z.looseObject({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().default("unknown"),
  profile: z.coerce.string().optional(),
  pix_fmt: z.string().optional(),
  width: number,
  height: number,
  channels: number,
  sample_rate: number,
  has_b_frames: number,
  avg_frame_rate: z.string().default("0/0"),
  time_base: z.string().default("1/1000"),
  start_time: number,
  duration: number,
  tags,
  disposition: z.looseObject({ attached_pic: number }).default({}),
  side_data_list: z.array(z.looseObject({ rotation: number })).default([]),
});
const output = z.looseObject({
  streams: z.array(stream).default([]),
  format: z.looseObject({
    format_name: z.string(),
    start_time: number,
    duration: number,
    size: number,
    bit_rate: number,
  }),
});

/** Arguments of the ffprobe run whose output `parseProbe` reads. */
export const probeArgs = ["-v", "error", "-print_format", "json", "-show_format", "-show_streams"];

/** ffprobe's JSON to facts. Pictures attached to audio files are no video. Throws `media_unreadable` when it is no such JSON. */
export function parseProbe(text: string): ProbeFacts {
  const parsed = output.safeParse(tryJson(text));
  if (!parsed.success) {
    throw new AppError("media_unreadable", "The file can't be read as a video: nothing in it could be recognised.", {
      details: { issues: parsed.error.issues },
    });
  }
  const { format, streams } = parsed.data;
  const pictures = streams.filter((one) => one.codec_type === "video" && one.disposition.attached_pic !== 1);
  const sounds = streams.filter((one) => one.codec_type === "audio" && (one.channels ?? 0) > 0);
  const first = pictures.find((one) => (one.width ?? 0) > 0 && (one.height ?? 0) > 0);
  return {
    container: format.format_name,
    sizeBytes: format.size ?? 0,
    startSeconds: format.start_time ?? 0,
    durationSeconds: positive(format.duration),
    bitRate: positive(format.bit_rate),
    video: first ? videoFacts(first) : null,
    audio: sounds.map(audioFacts),
  };
}

type Stream = z.infer<typeof stream>;

const videoFacts = (one: Stream): VideoFacts => ({
  streamIndex: one.index,
  codec: one.codec_name,
  profile: one.profile ?? null,
  pixFmt: one.pix_fmt ?? null,
  width: one.width ?? 0,
  height: one.height ?? 0,
  rotation: rotationOf(one),
  avgFrameRate: rational(one.avg_frame_rate),
  timeBase: rational(one.time_base) ?? { num: 1, den: 1000 },
  hasBFrames: (one.has_b_frames ?? 0) > 0,
  startSeconds: one.start_time ?? 0,
  durationSeconds: positive(one.duration),
});

const audioFacts = (one: Stream): AudioFacts => ({
  streamIndex: one.index,
  codec: one.codec_name,
  profile: one.profile ?? null,
  channels: one.channels ?? 0,
  sampleRate: one.sample_rate ?? 0,
  startSeconds: one.start_time ?? 0,
  durationSeconds: positive(one.duration),
  language: one.tags.language ?? null,
  title: one.tags.title ?? null,
});

/** The display matrix counts counter-clockwise, the old `rotate` tag clockwise. */
function rotationOf(one: Stream): number {
  const matrix = one.side_data_list.find((side) => side.rotation !== undefined)?.rotation;
  const clockwise = matrix !== undefined ? -matrix : Number(one.tags.rotate ?? 0);
  return Number.isFinite(clockwise) ? ((Math.round(clockwise) % 360) + 360) % 360 : 0;
}

function rational(text: string): Rational | null {
  const [num, den] = text.split("/").map(Number);
  return num !== undefined && den !== undefined && num > 0 && den > 0 ? { num, den } : null;
}

const positive = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null;

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
