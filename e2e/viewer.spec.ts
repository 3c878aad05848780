import { expect, type Page, test } from "@playwright/test";
import { members } from "#drizzle/schema/accounts.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { importCopy } from "./setup/import-copy.ts";
import { withStack } from "./setup/many-moments.ts";
import { getClipOf } from "./setup/ready-stream.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";
import { listHighlights } from "./setup/trimming.ts";

const password = "e2e-password-3";
const people = {
  owner: { email: "shown-owner@example.com", name: "Owner", password },
  editor: { email: "shown-editor@example.com", name: "Editor", password },
  viewer: { email: "shown-viewer@example.com", name: "Viewer", password },
};
let ids: { streamId: string; vodId: string; highlightId: string; clipId: string };

/** An account of its own with one stream, a clip, and another clip in the trash. */
test.beforeAll(async ({ browser }) => {
  test.setTimeout(400_000);
  await withStack(async (ctx) => {
    const ownerUserId = await createUser(ctx, people.owner);
    const accountId = await createAccount(ctx, { slug: "shown", name: "Shown", planId: "studio", ownerUserId });
    for (const role of ["editor", "viewer"] as const) {
      const member = { accountId, userId: await createUser(ctx, people[role]), role };
      // They are there already when the test is tried again.
      await ctx.db.insert(members).values(member).onConflictDoNothing();
    }
  });
  const page = await browser.newPage();
  await signIn(page, people.owner);
  const ready = await importCopy(page, `Only shown ${test.info().workerIndex}`);
  const { clipId } = await getClipOf(page, ready);
  const other = (await listHighlights(page, ready.vodId)).find((one) => one.id !== ready.highlightId)!;
  const trashed = await getClipOf(page, { vodId: ready.vodId, highlightId: other.id });
  const headers = { origin: new URL(page.url()).origin };
  const moved = await page.request.post("/api/v1/trash", { headers, data: { vodIds: [trashed.clipId] } });
  expect(moved.ok()).toBe(true);
  ids = { ...ready, clipId };
  await page.close();
});

/** What only an editor is offered, page by page: `role: name`. */
const offered = (): Record<string, [role: "button" | "link" | "slider" | "textbox", name: RegExp][]> => {
  const highlights = `/vods/${ids.vodId}/highlights`;
  const decisions: ["button", RegExp][] = [
    ["button", /^Approve/],
    ["button", /^Reject/],
  ];
  const edits: ["button", RegExp][] = [
    ["button", /^Split$/],
    ["button", /^Merge with next$/],
    ["button", /^Duplicate$/],
    ["button", /^Undo/],
    ["button", /^Redo/],
    ["button", /: a frame on$/],
  ];
  const bounds: ["slider" | "textbox", RegExp][] = [
    ["slider", /^Begin of/],
    ["slider", /^End of/],
    ["textbox", /^Title$/],
    ["textbox", /^Begin$/],
    ["textbox", /^End$/],
  ];
  return {
    "/streams": [
      ["button", /^More for/],
      ["link", /^Import$/],
    ],
    [`/streams/${ids.streamId}`]: [
      ["button", /^More for this stream$/],
      ["button", /^Find again$/],
      ["button", /^Add files$/],
      ["button", /^Move .* in time$/],
    ],
    [highlights]: [
      ...decisions,
      ["link", /^Trim:/],
      ["button", /^(Cut clip|Create clip anyway|Cut again):/],
      ["button", /^Make a vertical clip:/],
      ["button", /^Cut all clips$/],
    ],
    [`${highlights}/${ids.highlightId}`]: [...decisions, ...edits, ...bounds, ["button", /^Make a vertical clip/]],
    [`/vods/${ids.vodId}?tab=highlights&h=${ids.highlightId}`]: [...decisions, ...edits, ...bounds],
    [`/vods/${ids.vodId}`]: [
      ["button", /^In$/],
      ["button", /^Out$/],
    ],
    [`/vods/${ids.vodId}/review`]: [
      ["button", /^Keep/],
      ["button", /^Reject/],
      ["button", /^Trim/],
      ["button", /^Cut/],
      ["button", /^Undo/],
    ],
    "/clips": [["button", /^More for/]],
    [`/clips/${ids.clipId}`]: [["button", /^More for/]],
    [`/clips/captions/${ids.highlightId}`]: [["button", /^Save/]],
    "/storage": [
      ["button", /^Pin/],
      ["button", /^Delete/],
      ["button", /^Restore/],
      ["button", /^Empty the trash$/],
    ],
    "/import": [["button", /^Import$/]],
    "/settings/detection": [["button", /^Save$/]],
    // Its owner's alone.
    "/settings/refinement": [],
  };
};

async function settle(page: Page): Promise<void> {
  await expect(page.getByRole("main").or(page.getByRole("heading").first()).first()).toBeVisible();
  await expect(page.locator("[role=status][aria-label=Loading], .animate-pulse")).toHaveCount(0, { timeout: 30_000 });
}

test("an editor is offered what changes things, a viewer nothing that the server would refuse", async ({ browser }) => {
  test.setTimeout(300_000);
  const wrong: string[] = [];
  for (const who of ["editor", "viewer"] as const) {
    const page = await browser.newPage({ baseURL: process.env.E2E_BASE_URL });
    const refused: string[] = [];
    page.on("response", (response) => {
      if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`);
    });
    await signIn(page, people[who]);
    for (const [address, controls] of Object.entries(offered())) {
      await page.goto(address);
      await settle(page);
      for (const [role, name] of controls) {
        const control = page.getByRole(role, { name });
        if (who === "viewer") {
          if ((await control.count()) > 0) wrong.push(`the viewer at ${address} is offered ${role} ${name}`);
          continue;
        }
        try {
          await expect(control.first()).toBeVisible({ timeout: 5_000 });
        } catch {
          wrong.push(`the editor at ${address} is not offered ${role} ${name}`);
        }
      }
      // What keys do is offered by the same rule.
      if (who === "viewer") for (const key of "xcioszmdtnz") await page.keyboard.press(key);
    }
    if (who === "viewer") {
      await page.goto(`/vods/${ids.vodId}/highlights/${ids.highlightId}`);
      await settle(page);
      await keepScreens(page, "viewer-highlight");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog").getByText("Play or pause")).toBeVisible();
      await expect(page.getByRole("dialog").getByText("Reject", { exact: true })).toHaveCount(0);
      await page.goto(`/vods/${ids.vodId}/review`);
      await settle(page);
      await page.getByRole("button", { name: "Next" }).click();
      await expect(page.getByText(/^2 of \d+$/)).toBeVisible();
      await keepScreens(page, "viewer-review");
      await page.goto("/import");
      await expect(page.getByText("You may look, not import")).toBeVisible();
      await keepScreens(page, "viewer-import");
    }
    expect(refused).toEqual([]);
    await page.close();
  }
  expect(wrong).toEqual([]);
});
