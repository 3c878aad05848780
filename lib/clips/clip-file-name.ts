/**
 * A clip's file name from its title: no path, device or control characters, at most 80 letters of it. What tells it from
 * the others of its highlight stands behind: `Title (vertical-crop, captions).mp4`. Pure.
 */
export function clipFileName(clip: { title: string; profile: string; isCaptioned: boolean }): string {
  const safe = clip.title
    .replace(/[\p{C}/\\:*?"<>|]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[.\s-]+|[.\s]+$/g, "");
  const name = [...safe].slice(0, 80).join("").trim() || "clip";
  const marks = [clip.profile === "landscape" ? null : clip.profile, clip.isCaptioned ? "captions" : null];
  const known = marks.filter((mark) => mark !== null).join(", ");
  return `${name}${known === "" ? "" : ` (${known})`}.mp4`;
}
