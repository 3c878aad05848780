import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext } from "#lib/vods/testing.ts";
import { findChromium } from "../../e2e/setup/find-chromium.ts";
import { openPlayPage } from "./testing/play-page.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let browser: Browser;
beforeAll(async () => {
  test_ = await createTestContext();
  const { executablePath, env } = await findChromium();
  browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
});
afterAll(async () => {
  await browser?.close();
  await test_.close();
});

async function play(name: string, made: { inputs: string[]; output: string[]; mimeType?: string }) {
  const opened = await openPlayPage({ ...test_, browser }, name, made);
  await opened.page.goto(opened.origin);
  await opened.page.evaluate("window.ready");
  return opened;
}

const silence = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=48000:duration=6"];
test.each([
  ["b-frames.mp4", { inputs: [], output: ["-bf", "3"] }],
  ["b-frames-and-sound.mp4", { inputs: silence, output: ["-bf", "3", "-c:a", "aac"] }],
  ["sound.mp4", { inputs: silence, output: ["-bf", "0", "-c:a", "aac"] }],
  ["plain.mp4", { inputs: [], output: ["-bf", "0"] }],
  // The browser refuses this, so hls.js looks at the file itself.
  ["misnamed.mp4", { inputs: [], output: ["-bf", "2"], mimeType: 'video/mp4; codecs="none"' }],
])("%s: the player shows the frame of the time it was told", async (name, options) => {
  const { page, close } = await play(name, options);
  for (const frame of [90, 0, 1, 59, 60, 61, 137, 178]) {
    // The frame's own time, and just before its end.
    for (const seconds of [frame / 30, (frame + 0.9) / 30]) {
      const shown = (await page.evaluate(`window.showAt(${seconds})`)) as { frame: number; time: number };
      expect([seconds, shown.frame]).toEqual([seconds, frame]);
      expect(Math.abs(shown.time - seconds)).toBeLessThan(0.002);
    }
  }
  expect(await page.evaluate("window.trouble")).toEqual([]);
  await close();
});

test("two sound tracks: the first plays, the other can be chosen, and the picture stays in its place", async () => {
  const sounds = [300, 1200].flatMap((hertz) => [
    ...["-f", "lavfi", "-i", `sine=frequency=${hertz}:sample_rate=48000:duration=6`],
  ]);
  const maps = ["-map", "0:v", "-map", "1:a", "-map", "2:a", "-metadata:s:a:1", "title=Microphone"];
  const { page, asked, close } = await play("two-tracks.mkv", {
    inputs: sounds,
    output: [...maps, "-bf", "2", "-c:a", "aac"],
  });
  const frameAt = async (seconds: number) =>
    ((await page.evaluate(`window.showAt(${seconds})`)) as { frame: number }).frame;
  expect(await frameAt(3.01)).toBe(90);
  const paths = () => asked.map((one) => one.path);
  expect(paths()).toContain("/sound/0/media");
  expect(paths()).not.toContain("/sound/1/media");
  const heard = await page.evaluate(`(async () => {
    const video = document.querySelector("video");
    video.muted = false;
    const audio = new AudioContext();
    const analyser = new AnalyserNode(audio, { fftSize: 4096 });
    audio.createMediaElementSource(video).connect(analyser).connect(audio.destination);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const listen = async (hertz) => {
      for (let n = 0; n < 200; n += 1) {
        if (video.currentTime > 5) video.currentTime = 1;
        if (video.paused) await video.play();
        await new Promise((resolve) => setTimeout(resolve, 50));
        analyser.getFloatFrequencyData(bins);
        const loudest = (bins.indexOf(Math.max(...bins)) * audio.sampleRate) / analyser.fftSize;
        if (Math.abs(loudest - hertz) < 30) return true;
      }
      return false;
    };
    const first = await listen(300);
    window.chooseTrack(1);
    const second = await listen(1200);
    video.pause();
    return [first, second];
  })()`);
  expect(heard).toEqual([true, true]);
  expect(paths()).toContain("/sound/1/media");
  expect(await frameAt(1.01)).toBe(30);
  expect(await page.evaluate("window.trouble")).toEqual([]);
  await close();
});
