import { toast } from "sonner";
import { clipUrls } from "#app/_queries/clips.ts";

/** Puts the address of a clip's page into the clipboard; where the browser refuses, shows it to be copied by hand. */
export async function copyClipLink(clipVodId: string): Promise<void> {
  const link = new URL(clipUrls.page(clipVodId), location.origin).href;
  try {
    await navigator.clipboard.writeText(link);
    toast.success("Link copied. Members of this account can open it.");
  } catch {
    toast("Your browser keeps pages from copying. Copy it by hand:", { description: link, duration: 20_000 });
  }
}
