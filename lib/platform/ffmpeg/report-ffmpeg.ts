import type { Ctx } from "#lib/context.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { resolveAlert } from "#lib/platform/resolve-alert.ts";
import { allowedDecoders } from "./decoders.ts";
import { findFfmpeg } from "./find-binaries.ts";
import { findIsolation } from "./find-isolation.ts";
import { goodReleases, type KnownHole, listKnownHoles } from "./known-holes.ts";
import type { FfmpegBinaries } from "./model.ts";

const advice = `Install ffmpeg ${goodReleases} from your distribution or ffmpeg.org, or name one by FFMPEG_PATH and FFPROBE_PATH.`;

/** The known holes of both programs, each once. A distribution's build may have them fixed under the old number. */
export function holesOf(binaries: FfmpegBinaries): { holes: KnownHole[]; isDistribution: boolean } {
  const both = [binaries.age, binaries.probeAge];
  const all = both.flatMap((age) => listKnownHoles(age, allowedDecoders));
  const holes = [...new Map(all.map((hole) => [hole.id, hole])).values()];
  return {
    holes,
    isDistribution: both.every((age) => age.isDistribution || listKnownHoles(age, allowedDecoders).length === 0),
  };
}

/** One sentence for the operator, or null when nothing is known. */
export function describeHoles(binaries: FfmpegBinaries): string | null {
  const { holes, isDistribution } = holesOf(binaries);
  if (holes.length === 0) return null;
  const list = holes.map(({ id, what }) => `${id} (${what})`).join("; ");
  const packaged =
    binaries.source === "npm" ? "The ffmpeg packaged with npm is from 2018 and" : `ffmpeg ${binaries.version}`;
  return isDistribution
    ? `${packaged} may have known holes: ${list}. Distributions fix them under the old number: keep the package up to date.`
    : `${packaged} has known holes: ${list}. ${advice}`;
}

/** Says in the log what ffmpeg this process uses and how it is held, and tells the operator of known holes. */
export async function reportFfmpeg(ctx: Pick<Ctx, "config" | "log" | "db" | "now">): Promise<void> {
  const binaries = await findFfmpeg(ctx.config);
  const isolation = await findIsolation();
  const { version, source } = binaries;
  ctx.log.info({ version, source, network: isolation?.how ?? "not taken away" }, "ffmpeg");
  if (isolation === null) {
    ctx.log.warn(
      "this system gives ffmpeg no network namespace of its own (unshare --net): only the protocol whitelist keeps it from the network",
    );
  }
  const cause = `ffmpeg_holes:${ctx.config.hostId}`;
  const text = describeHoles(binaries);
  const { holes, isDistribution } = holesOf(binaries);
  if (text !== null) ctx.log[isDistribution ? "info" : "warn"]({ holes }, text);
  if (text === null || isDistribution) await resolveAlert(ctx, cause);
  else await raiseAlert(ctx, { cause, severity: "warning", text });
}
