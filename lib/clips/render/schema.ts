import { z } from "zod";
import { captionPresets, clipProfiles } from "./model.ts";

const fraction = z.number().min(0).max(1);

const box = z
  .object({ x: fraction, y: fraction, width: fraction.min(0.05), height: fraction.min(0.05) })
  .refine(
    ({ x, y, width, height }) => x + width <= 1.0001 && y + height <= 1.0001,
    "The box leaves the picture. x + width and y + height may be 1 at most.",
  );

/** Boxes of `vertical-split`: fractions of the picture, at least a twentieth of it on each side. */
export const splitBoxes = z.object({ face: box, game: box, faceShare: z.number().min(0.2).max(0.6) });

export const clipProfile = z.enum(clipProfiles);

/** What may be asked of a render beside its profile. */
export const renderOptions = z.object({
  captions: z.enum(["off", ...captionPresets]).default("off"),
  chatOverlay: z.boolean().default(false),
  loudness: z.boolean().default(false),
  /** What is left out stays as the account had it last. */
  split: splitBoxes.partial().optional(),
});
export type RenderOptions = z.input<typeof renderOptions>;
