/** Pure: what is told of an event, to whom, and how. No I/O, no clock. */
import { formatBytes } from "#lib/time.ts";

/** What the bell and an e-mail say of one event. `href`: the page it leads to. */
export type Notice = { title: string; text: string; href: string | null };

/** How an event is e-mailed: events of one group that come within `delaySeconds` are one e-mail. */
export type Mailing = { group: string; delaySeconds: number };

/** Titles of several things with their sizes, at most five, the rest counted. */
export function listTitles(vods: readonly { title: string; sizeBytes: number }[]): string {
  const named = vods.slice(0, 5).map((vod) => `"${vod.title}" (${formatBytes(vod.sizeBytes)})`);
  const rest = vods.length - named.length;
  return rest > 0 ? `${named.join(", ")} and ${rest} more` : named.join(", ");
}

export type MailContent = { subject: string; text: string };

/** The words of an e-mail. `items` are what its events say; several make one list. Line breaks never reach the subject. */
export function composeMail(input: { items: readonly Notice[]; accountName: string; appUrl: string }): MailContent {
  const { items, accountName, appUrl } = input;
  const [first] = items;
  if (!first) throw new Error("an e-mail about nothing");
  const many = `${items.length} news from VOD Manager`;
  const sameTitle = items.every((one) => one.title === first.title);
  const heading = items.length === 1 ? first.title : sameTitle ? `${first.title} (${items.length})` : many;
  const link = (notice: Notice) => (notice.href === null ? "" : `\n  ${new URL(notice.href, appUrl).href}`);
  const body = items.map((one) => `${items.length > 1 ? "- " : ""}${one.text}${link(one)}`).join("\n\n");
  return {
    subject: heading.replace(/[\r\n]+/g, " ").slice(0, 150),
    text: `${body}\n\n-- \nVOD Manager, account ${accountName}. Turn these e-mails off under the bell: ${new URL("/notifications", appUrl).href}\n`,
  };
}
