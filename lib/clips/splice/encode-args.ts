import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import type { Sps } from "./h264/parse-sps.ts";

/**
 * Kept low because the joined frames stand beside untouched ones. Without mbtree, a piece of two frames is as good as one of a hundred:
 * on a 480p film the worst frame has SSIM 0.990 (0.986 with mbtree at crf 15), in fewer bytes.
 */
const quality = 16;
/**
 * No block is coarser than this. Where a rate factor alone lets noise and grain go (worst SSIM 0.965 on a noisy picture,
 * 0.975 on HEVC's flat ones), the worst frame is at 0.987 with it; an ordinary film gets no larger.
 */
const coarsest = "qpmax=18";

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

/** H.264 with 4:2:0 pixels takes even sizes only: an odd row or column of another codec's picture goes. Else it does nothing. */
const evenSize = "crop=trunc(iw/2)*2:trunc(ih/2)*2";

/**
 * ffmpeg arguments that decode `inputPath` (a short MP4 of ours) and encode the frames shown between two times, both included, as fragmented MP4.
 * `fromTicks` and `toTicks` count from the input's first frame, in its track's time base. Frames are renumbered to a constant rate so that
 * none is dropped or doubled on any ffmpeg version; their real times come from the plan.
 */
export function buildEncodeArgs(input: {
  inputPath: string;
  outputPath: string;
  fromTicks: number;
  toTicks: number;
  target: EncodeTarget | null;
  frameRate: { num: number; den: number };
}): string[] {
  const { num, den } = input.frameRate;
  const select = `select='gte(pts,${input.fromTicks})*lte(pts,${input.toTicks})'`;
  return [
    ...["-v", "error", "-noautorotate", ...fileInput(input.inputPath, "mov")],
    ...["-map", "0:v:0", "-an", "-sn", "-dn"],
    ...["-vf", `${select},${evenSize},settb=${den}/${num},setpts=N`, "-r", `${num}/${den}`],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", String(quality)],
    ...buildMatch(input.target),
    ...["-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", `file:${input.outputPath}`],
  ];
}

function buildMatch(target: EncodeTarget | null): string[] {
  const joinable = [
    "mbtree=0",
    coarsest,
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
      "-pix_fmt",
      "yuv420p",
      "-profile:v",
      "high",
      "-x264-params",
      `mbtree=0:${coarsest}`,
      "-force_key_frames",
      "expr:gte(t,n_forced*2)",
    ];
  const { sps, setId } = target;
  const settings = [
    `sps-id=${setId}`,
    ...joinable,
    `level=${sps.levelIdc}`,
    `videoformat=${videoFormats[sps.videoFormat]}`,
  ];
  if (sps.chromaLocation !== null) settings.push(`chromaloc=${sps.chromaLocation}`);
  return [
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
