import type { SpriteCue } from "#app/_queries/sprite-cues.ts";
import type { MomentLine } from "./describe-moment.ts";

export type HoverContent = { time: string; sprite: SpriteCue | null; lines: MomentLine[] };

const cardWidthPx = 176;
const colors: Record<MomentLine["lane"], string> = {
  chat: "bg-signal-chat",
  sound: "bg-signal-audio",
  events: "bg-signal-events",
  spoken: "bg-signal-transcript",
  highlights: "bg-accent",
};

/** The card that follows the pointer. Written by hand: it changes at every move, which is too often for rendering. */
export function createHoverCard(root: HTMLElement) {
  const add = (parent: HTMLElement, className: string) => {
    const element = parent.appendChild(document.createElement("div"));
    element.className = className;
    return element;
  };
  root.replaceChildren();
  const picture = add(root, "mx-auto rounded-t-lg bg-black bg-no-repeat");
  const time = add(root, "time px-2.5 pt-1.5 text-sm font-medium");
  const list = add(root, "grid gap-0.5 px-2.5 pb-2 text-xs text-muted");
  return {
    /** `px`: where on a timeline `widthPx` wide. */
    show: (content: HoverContent, px: number, widthPx: number) => {
      const { sprite } = content;
      picture.style.display = sprite ? "" : "none";
      if (sprite) {
        picture.style.width = `${sprite.width}px`;
        picture.style.height = `${sprite.height}px`;
        picture.style.backgroundImage = `url("${sprite.sheetUrl}")`;
        picture.style.backgroundPosition = `-${sprite.x}px -${sprite.y}px`;
      }
      time.textContent = content.time;
      while (list.children.length > content.lines.length) list.lastElementChild!.remove();
      content.lines.forEach((line, n) => {
        const row = (list.children[n] as HTMLElement | undefined) ?? add(list, "flex items-baseline gap-1.5");
        if (row.children.length === 0) {
          add(row, "");
          add(row, "min-w-0 break-words");
        }
        row.children[0]!.className = `size-2 shrink-0 rounded-sm ${colors[line.lane]}`;
        row.children[1]!.textContent = line.text;
      });
      const left = Math.max(0, Math.min(widthPx - cardWidthPx, px - cardWidthPx / 2));
      root.style.transform = `translateX(${left}px)`;
      root.style.display = "block";
    },
    hide: () => {
      root.style.display = "none";
    },
  };
}
