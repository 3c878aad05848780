import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import type { Sps } from "./h264/parse-sps.ts";

/**
 * Low quantisers, because the joined frames stand beside untouched ones. A constant one makes a piece of two frames as good as
 * one of a hundred (worst SSIM on a 480p film: 0.988) and needs no look ahead: pieces last at most a few seconds, and this
 * takes less than half the time of `-preset veryfast -crf 16` there, for larger frames that don't weigh.
 */
const pieceQuality = ["-preset", "ultrafast", "-qp", "16"];
const wholeQuality = ["-preset", "veryfast", "-crf", "16"];
/**
 * No block of a clip that is encoded whole is coarser than this. By the rate factor alone noise and grain suffer (worst SSIM
 * 0.965 on a noisy picture, 0.975 on HEVC's flat ones); so the worst is 0.987, and an ordinary film gets no larger.
 */
const wholeParams = "mbtree=0:qpmax=18";
/** H.264 with 4:2:0 pixels takes even sizes only: an odd row or column of another codec's picture goes. Else it does nothing. */
const evenSize = "crop=trunc(iw/2)*2:trunc(ih/2)*2";

const mainProfile = 77;
const profileNames: Record<number, string> = { 66: "baseline", 77: "main", 100: "high", 110: "high10", 122: "high422" };

/** Whether x264 can make frames of the same shape as `sps` describes. */
export function canMatch(sps: Sps): boolean {
  return (
    sps.profileIdc in profileNames &&
    sps.frameMbsOnly &&
    (sps.chromaFormatIdc === 1 || sps.chromaFormatIdc === 2) &&
    sps.bitDepthLuma === sps.bitDepthChroma &&
    (sps.bitDepthLuma === 8 || sps.bitDepthLuma === 10)
  );
}

/** What decides the encoder's settings: the source's parameter set, or null to encode for playing anywhere. */
export type EncodeTarget = { sps: Sps; setId: number };

const oldestQuickMajor = 5;
const longestOnOneThread = 200;

/** A short MP4 of ours, and which of its frames to encode to where: those shown between two times, both included, counted from its first frame in its track's time base. */
export type PieceFiles = { inputPath: string; outputPath: string; fromTicks: number; toTicks: number };

/**
 * ffmpeg arguments that decode each piece's input and encode its frames as fragmented MP4, all in one run. Frames are
 * renumbered to a constant rate so that none is dropped or doubled on any ffmpeg version; their real times come from the plan.
 */
export function buildEncodeArgs(input: {
  pieces: PieceFiles[];
  target: EncodeTarget | null;
  frameRate: { num: number; den: number };
  ffmpegMajor: number;
  /** Frames to be decoded in all. */
  frameCount: number;
}): string[] {
  const { num, den } = input.frameRate;
  // Clips are cut side by side, one a core: more threads cost a tenth more computing. Long pieces are worth it.
  const threads = input.frameCount <= longestOnOneThread ? ["-threads", "1"] : [];
  const inputs = input.pieces.flatMap(({ inputPath }) => [...threads, "-noautorotate", ...fileInput(inputPath, "mov")]);
  const outputs = input.pieces.flatMap(({ fromTicks, toTicks, outputPath }, n) => [
    ...["-map", `${n}:v:0`, "-an", "-sn", "-dn"],
    ...[
      "-vf",
      `select='gte(pts,${fromTicks})*lte(pts,${toTicks})',${evenSize},settb=${den}/${num},setpts=N`,
      "-r",
      `${num}/${den}`,
    ],
    ...["-c:v", "libx264", ...threads, ...buildMatch(input.target, input.ffmpegMajor < oldestQuickMajor)],
    ...["-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", `file:${outputPath}`],
  ]);
  return ["-v", "error", ...inputs, ...outputs];
}

function buildMatch(target: EncodeTarget | null, isOldEncoder: boolean): string[] {
  const joinable = [
    "mbtree=0",
    "keyint=infinite",
    "scenecut=0",
    "bframes=0",
    "b-pyramid=0",
    "ref=1",
    "open-gop=0",
    "aud=0",
  ];
  if (target === null)
    return [
      ...[...wholeQuality, "-pix_fmt", "yuv420p", "-profile:v", "high"],
      ...["-x264-params", wholeParams, "-force_key_frames", "expr:gte(t,n_forced*2)"],
    ];
  const { sps, setId } = target;
  const settings = [
    `sps-id=${setId}`,
    ...joinable,
    `level=${sps.levelIdc}`,
    `videoformat=${videoFormats[sps.videoFormat]}`,
  ];
  // The preset leaves out what makes a profile, and x264 then names a lower one. Of both entropy coders the plainer is
  // the quicker one (0.6 of 0.8 s), but not in the x264 of 2018 (1.5 of 0.9 s).
  if (sps.profileIdc > mainProfile) settings.push("8x8dct=1");
  if (sps.profileIdc === mainProfile || (sps.profileIdc > mainProfile && isOldEncoder)) settings.push("cabac=1");
  if (sps.chromaLocation !== null) settings.push(`chromaloc=${sps.chromaLocation}`);
  return [
    ...pieceQuality,
    ...["-pix_fmt", pixelFormat(sps), "-profile:v", profileNames[sps.profileIdc]!],
    ...(sps.isFullRange ? ["-color_range", "2"] : []),
    ...colour("-color_primaries", sps.colourPrimaries),
    ...colour("-color_trc", sps.transferCharacteristics),
    ...colour("-colorspace", sps.matrixCoefficients),
    ...["-x264-params", settings.join(":")],
  ];
}

const videoFormats = ["component", "pal", "ntsc", "secam", "mac", "undef", "undef", "undef"];

/** ffmpeg numbers colours by the same code points as the bitstream; 2 says nothing. */
const colour = (option: string, codePoint: number): string[] => (codePoint === 2 ? [] : [option, String(codePoint)]);

function pixelFormat({ chromaFormatIdc, bitDepthLuma, isFullRange }: Sps): string {
  const layout = chromaFormatIdc === 2 ? "422p" : "420p";
  if (bitDepthLuma === 10) return `yuv${layout}10le`;
  return `yuv${isFullRange ? "j" : ""}${layout}`;
}
