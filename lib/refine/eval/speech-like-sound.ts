import type { Ctx } from "#lib/context.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { measureSound, processedSound } from "#lib/vods/measure-sound.ts";

/**
 * Makes a minute of noise as loud as speech that pauses where given (seconds), over other noise like a game's music, and
 * returns its loudness as processing measures it.
 */
export async function measureSpeechLikeSound(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { filePath: string; pauses: [number, number][]; musicDb: number; seed: number },
): Promise<number[]> {
  const { filePath, pauses, musicDb, seed } = input;
  const quiet = pauses.map(([from, to]) => `between(t,${from},${to})`).join("+") || "0";
  const noise = (number: number) => `anoisesrc=color=pink:seed=${number}:amplitude=0.5:sample_rate=48000:duration=60`;
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", noise(2 * seed), "-f", "lavfi", "-i", noise(2 * seed + 1)],
      "-filter_complex",
      `[0]volume='if(${quiet},0,1)':eval=frame[speech];[1]volume=${musicDb}dB[music];[speech][music]amix=inputs=2:duration=first,volume=-10dB[out]`,
      ...["-map", "[out]", "-c:a", "aac", "-b:a", "96k", `file:${filePath}`],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const sound = processedSound(filePath, { channels: 1, startSeconds: 0, durationSeconds: 60 });
  const curves = await measureSound(ctx, sound, () => {});
  return [...curves!.momentary];
}
