import { type Command, InvalidArgumentError, Option } from "commander";
import { type Box, type ClipProfile, captionPresets, clipProfiles } from "#lib/clips/render/model.ts";
import type { RenderOptions } from "#lib/clips/render/schema.ts";

export type RenderFlags = {
  profile: ClipProfile;
  captions: NonNullable<RenderOptions["captions"]>;
  chat?: boolean;
  loudness?: boolean;
  face?: Box;
  game?: Box;
};

/** Adds what a clip may be rendered with. */
export const withRenderOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--profile <profile>", "shape of the clip: other than landscape, it is a clip of its own")
        .choices(clipProfiles)
        .default("landscape"),
    )
    .addOption(
      new Option("--captions <style>", "captions drawn from the transcript: a clip of its own, beside the one without")
        .choices(["off", ...captionPresets])
        .default("off"),
    )
    .option("--chat", "draw the chat of the moment")
    .option("--loudness", "bring the sound to -14 LUFS")
    .option("--face <x,y,width,height>", "vertical-split: the camera's box, in fractions of the picture", parseBox)
    .option("--game <x,y,width,height>", "vertical-split: the game's box (both are remembered)", parseBox);

/** The options as `requestCuts` takes them. */
export function parseRenderFlags(flags: RenderFlags): { profile: ClipProfile; options: RenderOptions } {
  const { face, game } = flags;
  const split = face || game ? { split: { ...(face ? { face } : {}), ...(game ? { game } : {}) } } : {};
  return {
    profile: flags.profile,
    options: {
      captions: flags.captions,
      chatOverlay: flags.chat ?? false,
      loudness: flags.loudness ?? false,
      ...split,
    },
  };
}

function parseBox(text: string): Box {
  const [x, y, width, height, more] = text.split(",").map(Number);
  const isBox = [x, y, width, height].every((value) => value !== undefined && value >= 0 && value <= 1);
  if (!isBox || more !== undefined) {
    throw new InvalidArgumentError(
      "A box is four fractions of the picture from 0 to 1: left, top, width, height, as in 0,0.65,0.28,0.35.",
    );
  }
  return { x, y, width, height } as Box;
}
