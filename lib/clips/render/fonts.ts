import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import { type FontFace, leadWithAllCharacters, readFont } from "./read-font.ts";

export type Font = FontFace & { filePath: string; role: FontRole };
/** What a shipped font is first choice for; `added` ones fill what is left. */
type FontRole = "plain" | "bold" | "emoji" | "japanese" | "chinese" | "korean" | "added";

/** Fonts that come with the product, as TTF: libass draws nothing, and says nothing, with a WOFF. */
const shipped: { role: FontRole; file: string }[] = [
  { role: "plain", file: "dejavu-fonts-ttf/ttf/DejaVuSans.ttf" },
  { role: "bold", file: "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf" },
  { role: "emoji", file: "@expo-google-fonts/noto-emoji/700Bold/NotoEmoji_700Bold.ttf" },
  { role: "japanese", file: "@expo-google-fonts/kosugi/Kosugi_400Regular.ttf" },
  { role: "chinese", file: "@expo-google-fonts/zcool-qingke-huangyou/400Regular/ZCOOLQingKeHuangYou_400Regular.ttf" },
  { role: "korean", file: "@expo-google-fonts/black-han-sans/400Regular/BlackHanSans_400Regular.ttf" },
];

const known = new Map<string, Promise<FontFace | null>>();

function read(filePath: string): Promise<FontFace | null> {
  let reading = known.get(filePath);
  if (!reading) {
    reading = readFile(filePath).then(readFont);
    known.set(filePath, reading);
    reading.catch(() => known.delete(filePath));
  }
  return reading;
}

/** Where an installation's own fonts (`.ttf`, `.otf`) are put, for scripts that the shipped ones lack. */
export const addedFontsDir = (config: Pick<Config, "dataDir">): string => path.join(config.dataDir, "fonts");

/** Every font there is to draw with: the shipped ones, then those added to this installation. */
export async function listFonts(config: Pick<Config, "dataDir">): Promise<Font[]> {
  const { resolve } = createRequire(import.meta.url);
  const dir = addedFontsDir(config);
  const names = await readdir(dir).catch(() => [] as string[]);
  const added = names
    .filter((name) => /\.(ttf|otf)$/i.test(name))
    .sort()
    .map((name) => ({ role: "added" as const, filePath: path.join(dir, name) }));
  const files = [...shipped.map(({ role, file }) => ({ role, filePath: resolve(file) })), ...added];
  const faces = await Promise.all(files.map(async (file) => ({ ...file, face: await read(file.filePath) })));
  return faces.flatMap(({ face, ...file }) => (face ? [{ ...file, ...face }] : []));
}

/** Puts the fonts that are drawn with into one directory, which is all that libass is shown. */
export async function placeFonts(fonts: Iterable<Font>, dir: string): Promise<string> {
  const fontsDir = path.join(dir, "fonts");
  await mkdir(fontsDir, { recursive: true });
  for (const [n, font] of [...fonts].entries()) {
    const bytes = leadWithAllCharacters(await readFile(font.filePath));
    await writeFile(path.join(fontsDir, `${n}-${path.basename(font.filePath)}`), bytes);
  }
  return fontsDir;
}
