import { expect, type Page, test } from "@playwright/test";
import { getClipOf, getReadyStream } from "./setup/ready-stream.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

const rowsOf = (page: Page, list: "Biggest" | "Trash") => page.getByRole("list", { name: list }).getByRole("listitem");

test("storage says what is used; the biggest is pinned, goes to the trash, comes back, and goes for good", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await signIn(page);
  const ready = await getReadyStream(page);
  // A clip of its own: other tests cut the same moments under the same titles.
  const title = "Only in storage";
  const { timescale } = await (await page.request.get(`/api/v1/vods/${ready.vodId}/frame-times?from=0&to=1`)).json();
  const made = await page.request.post(`/api/v1/vods/${ready.vodId}/highlights`, {
    headers: { origin: new URL(page.url()).origin },
    data: { startTicks: 10 * timescale, endTicks: 22 * timescale, title },
  });
  await getClipOf(page, { ...ready, highlightId: (await made.json()).highlightId });

  // What other tests left is at rest: no file is on its way in or out.
  const moving = async () => {
    const { kinds } = (await (await page.request.get("/api/v1/storage")).json()) as { kinds: { kind: string }[] };
    return kinds.filter(({ kind }) => kind === "leaving" || kind === "promised");
  };
  await expect.poll(moving, { timeout: 60_000 }).toEqual([]);
  await page.goto("/storage");
  const bar = page.getByRole("meter", { name: "Storage" });
  await expect(bar).toHaveAttribute("aria-valuetext", /^\d+\.\d [kMG]B of \d+\.\d [GT]B$/);
  const used = Number(await bar.getAttribute("aria-valuenow"));
  expect(used).toBeGreaterThan(100_000);
  const clip = rowsOf(page, "Biggest").filter({ hasText: title });
  // Other tests' recordings are bigger than a clip.
  const showAll = async () => {
    const more = page.getByRole("button", { name: /^Show \d+ more$/ });
    await expect(clip.or(more).first()).toBeVisible();
    if (await more.isVisible()) await more.click();
  };
  await showAll();
  await expect(clip).toHaveCount(1);
  await keepScreens(page, "storage");

  await clip.getByRole("button", { name: `Pin ${title}`, exact: true }).click();
  await expect(clip.getByText("Pinned")).toBeVisible();
  await page.reload();
  await showAll();
  await clip.getByRole("button", { name: `Unpin ${title}` }).click();
  await expect(clip.getByText("Pinned")).toBeHidden();

  const toTrash = async () => {
    await clip.getByRole("button", { name: `Delete ${title}` }).click();
    await expect(clip).toHaveCount(0);
    await expect(rowsOf(page, "Trash").filter({ hasText: title })).toHaveCount(1);
  };
  await toTrash();
  // What is in the trash counts until it is gone.
  expect(Number(await bar.getAttribute("aria-valuenow"))).toBe(used);
  await rowsOf(page, "Trash")
    .filter({ hasText: title })
    .getByRole("button", { name: `Restore ${title}` })
    .click();
  await expect(clip).toHaveCount(1);

  await toTrash();
  await page.getByRole("button", { name: "Empty the trash" }).click();
  const dialog = page.getByRole("dialog", { name: "Empty the trash?" });
  await expect(dialog.getByText("can't be restored after that", { exact: false })).toBeVisible();
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(rowsOf(page, "Trash").filter({ hasText: title })).toHaveCount(1);
  await page.getByRole("button", { name: "Empty the trash" }).click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("The trash is empty")).toBeVisible();
  await expect
    .poll(async () => Number(await bar.getAttribute("aria-valuenow")), { timeout: 60_000 })
    .toBeLessThan(used);
});
