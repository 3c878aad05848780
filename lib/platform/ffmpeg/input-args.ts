import { allowedDecoders } from "./decoders.ts";

/** Input options for one local file with its demuxer pinned, so that its contents can't choose another. `filePath` is absolute. */
export const fileInput = (filePath: string, demuxer: string): string[] => ["-f", demuxer, "-i", `file:${filePath}`];

const inputGuards = ["-protocol_whitelist", "file,pipe", "-codec_whitelist", [...allowedDecoders].join(",")];

/**
 * Puts the whitelists before every input: nothing an input names can reach the network or other protocols, or have a
 * decoder opened that no recording needs.
 */
export const guardInputs = (args: string[]): string[] =>
  args.flatMap((arg) => (arg === "-i" ? [...inputGuards, arg] : [arg]));

const progressKey =
  /^(frame|fps|stream_\d+_\d+_\w+|bitrate|total_size|out_time_us|out_time_ms|out_time|dup_frames|drop_frames|speed|progress)=\s*(.*)$/;

/**
 * One line of `-progress`: seconds of output written for its `out_time` line, null for its other lines and for times not
 * known yet, undefined for lines that are not progress.
 */
export function parseProgressLine(line: string): number | null | undefined {
  const match = progressKey.exec(line);
  if (!match) return undefined;
  if (match[1] !== "out_time") return null;
  const time = /^(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(match[2]!.trim());
  if (!time) return null;
  const seconds = Number(time[2]) * 3600 + Number(time[3]) * 60 + Number(time[4]);
  return time[1] === "-" ? -seconds : seconds;
}
