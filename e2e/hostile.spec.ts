import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { pageTable } from "#app/_server/access-table.ts";
import { fillAddress } from "./setup/pages.ts";
import { findStream, getClipOf } from "./setup/ready-stream.ts";
import { makeRecording } from "./setup/recording.ts";
import { signIn, testAdmin } from "./setup/sign-in.ts";

/** Texts that would run, load or turn around something where they are not taken as text. */
const script = `<script>window.ran="script"</script>`;
const image = `<img src=x onerror="window.ran='image'">`;
const link = `<a href="javascript:window.ran='link'">click</a>`;
const rightToLeft = "\u202Egnp.exe\u2066\u200F";
const breakOut = `"]}</script><svg onload=window.ran='svg'>'"><iframe srcdoc="<script>parent.ran=1</script>">`;
const hostile = `${script}${image} ${link} ${breakOut} {{7*7}} \${7*7} ${rightToLeft}`;

const clock = (seconds: number) =>
  `0:${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

async function upload(page: Page, name: string, content: Buffer | string): Promise<string> {
  const answer = await page.request.post(`/api/v1/uploads?name=${encodeURIComponent(name)}`, {
    data: content,
    headers: { "content-type": "application/octet-stream" },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()).uploadId;
}

test("what strangers write is shown as text on every page: no script runs, and no page breaks its policy", async ({
  page,
}) => {
  test.setTimeout(400_000);
  await signIn(page, testAdmin);
  const recording = await makeRecording();
  const chatLines = Array.from(
    { length: 120 },
    (_, i) => `[${clock(20 + (i % 20))}] <${i % 2 ? "javascript:alert(1)" : "viewer\u202E"}> ${hostile} POG ${i}`,
  );
  const chat = `${readFileSync(recording.chat, "utf8")}\n${chatLines.join("\n")}\n`;
  const transcript = `1\n00:00:21,000 --> 00:00:27,000\n${hostile}\n\n2\n00:00:28,000 --> 00:00:33,000\n${image}\n`;
  const videoName = `${image} ${rightToLeft}.mp4`;
  // The same bytes twice are a duplicate: a box of padding makes another file of it.
  const video = Buffer.concat([readFileSync(recording.video), Buffer.from([0, 0, 0, 12]), Buffer.from("freehost")]);
  const made = await page.request.post("/api/v1/recordings", {
    data: {
      title: hostile,
      videoUploadId: await upload(page, videoName, video),
      chatUploadId: await upload(page, `${script}.txt`, chat),
      transcriptUploadId: await upload(page, `${image}.srt`, transcript),
    },
  });
  expect(made.status(), await made.text()).toBe(200);
  const { vodId, streamId } = await made.json();
  await page.request.post("/api/v1/api-keys", {
    data: { name: hostile.slice(0, 80), scopes: ["read"], expiresInDays: 1 },
  });
  await page.request.post("/api/v1/invitations", { data: { email: "x@example.com", role: "viewer" } });
  await page.request.post("/api/v1/admin/plans", {
    data: {
      ...{
        id: "hostile",
        name: `${image}${script}`.slice(0, 60),
        maxBytes: 1e9,
        maxVods: 1,
        maxClips: 1,
        maxClipBytes: null,
      },
      ...{ retentionDays: 1, trashDays: 1, llmMonthlyUsd: 0, allowsEviction: false },
    },
  });
  const readHighlights = async () => {
    const answer = await page.request.get(`/api/v1/vods/${vodId}/highlights`);
    return ((await answer.json()) as { highlights?: { id: string; editVersion: number }[] }).highlights ?? [];
  };
  await expect.poll(async () => (await readHighlights()).length, { timeout: 240_000 }).toBeGreaterThan(0);
  const [highlight] = await readHighlights();
  await expect.poll(async () => (await findStream(page, "window.ran"))?.shownState, { timeout: 240_000 }).toBe("ready");
  const highlightId = highlight!.id;
  const title = hostile.slice(0, 200);
  const { editVersion } = (await readHighlights()).find((one) => one.id === highlightId)!;
  await page.request.post(`/api/v1/highlights/${highlightId}/title`, { data: { editVersion, title } });
  const { clipId } = await getClipOf(page, { vodId, highlightId });
  const ids = { streamId, vodId, highlightId, clipId };

  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`${page.url()}: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`${page.url()}: dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });

  const check = async () => {
    const found = await page.evaluate(() => ({
      ran: (window as { ran?: string }).ran,
      links: [...document.querySelectorAll("a[href]")].filter((a) =>
        /^\s*(javascript|data|vbscript):/i.test(a.getAttribute("href")!),
      ).length,
      made: document.querySelectorAll("iframe, object, embed, img[src=x], svg[onload]").length,
    }));
    if (found.ran || found.links || found.made) trouble.push(`${page.url()}: ${JSON.stringify(found)}`);
  };
  for (const address of Object.keys(pageTable)) {
    await page.goto(fillAddress(address, ids));
    await expect(page.locator("[role=status][aria-label=Loading], .animate-pulse")).toHaveCount(0, { timeout: 30_000 });
    await check();
  }

  await page.goto("/streams");
  await expect(page.getByText(image).first()).toBeVisible();
  await page.goto(`/vods/${vodId}?t=0:21`);
  await expect(page.getByText("POG 1").first()).toBeVisible();
  await expect
    .poll(() => page.locator("video").evaluate((video: HTMLVideoElement) => video.videoWidth))
    .toBeGreaterThan(0);
  await page.getByRole("tab", { name: "Transcript" }).click();
  await expect(page.getByText(image).first()).toBeVisible();
  await check();
  // What dialogs, menus, messages and the palette add to the page keeps to the policy, too.
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(/Type a page/).fill("img src");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/clips");
  await page
    .getByRole("button", { name: /^Play / })
    .first()
    .click();
  await expect
    .poll(() =>
      page
        .locator("video")
        .last()
        .evaluate((video: HTMLVideoElement) => video.videoWidth),
    )
    .toBeGreaterThan(0);
  await check();
  expect(trouble).toEqual([]);
});
