import { describe, expect, test } from "vitest";
import {
  type ClipProfile,
  clipProfiles,
  defaultSplit,
  estimateRenderBytes,
  isSameRender,
  needsRender,
  type RenderSpec,
  sizeOf,
} from "./model.ts";
import { buildPictureGraph, escapeFilterValue } from "./picture-graph.ts";

const source = { width: 1281, height: 721 };
const graph = (profile: ClipProfile, after?: string[]) =>
  buildPictureGraph({ spec: { profile, split: null }, source, from: "[in]", to: "[out]", ...(after ? { after } : {}) });

describe("picture graphs", () => {
  test.each([
    ["landscape", "[in]scale=1280:720,setsar=1,format=yuv420p[out]"],
    [
      "vertical-crop",
      "[in]crop=w=min(iw\\,ih*1080/1920/sar):h=min(ih\\,iw*sar*1920/1080),scale=1080:1920,setsar=1,format=yuv420p[out]",
    ],
    [
      "square",
      "[in]crop=w=min(iw\\,ih*1080/1080/sar):h=min(ih\\,iw*sar*1080/1080),scale=1080:1080,setsar=1,format=yuv420p[out]",
    ],
  ] as const)("%s", (profile, expected) => {
    expect(graph(profile)).toBe(expected);
  });
  test("a split's panels share the height, in even numbers of lines", () => {
    const text = graph("vertical-split");
    expect(text).toContain("scale=1080:672,");
    expect(text).toContain("scale=1080:1248,");
    expect(text).toContain("crop=w=iw*0.280000:h=ih*0.350000:x=iw*0.000000:y=ih*0.650000");
  });
  test.each(clipProfiles)("%s: what is drawn comes last", (profile) => {
    expect(graph(profile, ["ass=x"])).toMatch(/,ass=x\[out\]$/);
  });
  test("a path with every sign that means something to ffmpeg", () => {
    expect(escapeFilterValue("/a b/c:d'e,f;g[h]\\i")).toBe("/a b/c\\\\:d\\\\\\'e\\,f\\;g\\[h\\]\\\\\\\\i");
  });
});

describe("specs", () => {
  const plain: RenderSpec = { profile: "landscape", captions: "off", chatOverlay: false, loudness: false, split: null };
  test("only a plain landscape clip can be copied", () => {
    expect(needsRender(plain)).toBe(false);
    expect(needsRender({ ...plain, loudness: true })).toBe(true);
    expect(needsRender({ ...plain, profile: "square" })).toBe(true);
  });
  test("are the same whatever the order of their keys", () => {
    const split: RenderSpec = { ...plain, profile: "vertical-split", split: defaultSplit };
    const { face, game, faceShare } = defaultSplit;
    expect(isSameRender(split, { ...split, split: { faceShare, game, face: { ...face } } })).toBe(true);
    expect(isSameRender(split, { ...split, split: { ...defaultSplit, faceShare: 0.4 } })).toBe(false);
    expect(isSameRender(undefined, undefined)).toBe(true);
    expect(isSameRender(plain, undefined)).toBe(false);
  });
  test("a minute of 9:16 is reserved as a minute of 9:16", () => {
    expect(sizeOf("vertical-blur", source)).toEqual({ width: 1080, height: 1920 });
    expect(estimateRenderBytes({ ...plain, profile: "vertical-blur" }, source, 60)).toBeGreaterThan(40e6);
  });
});
