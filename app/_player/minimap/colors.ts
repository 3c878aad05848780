const names = {
  line: "--line",
  muted: "--muted",
  ink: "--ink",
  chat: "--signal-chat",
  audio: "--signal-audio",
  events: "--signal-events",
  transcript: "--signal-transcript",
  accent: "--accent",
  accentSoft: "--accent-soft",
  good: "--good",
  warn: "--warn",
} as const;

/** The theme's colours, for a canvas. */
export type MapColors = Record<keyof typeof names, string>;

/** Reads them from the page: once a theme, since asking for styles makes the browser reckon them. */
export function readColors(): MapColors {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, style.getPropertyValue(name).trim()]),
  ) as MapColors;
}

/** Calls back when the theme, the size of `element` or the screen's pixel ratio changes. Returns the end of it. */
export function watchLooks(element: HTMLElement, onChange: (what: "theme" | "size") => void): () => void {
  const over = new AbortController();
  const resized = new ResizeObserver(() => onChange("size"));
  resized.observe(element);
  const themed = new MutationObserver(() => onChange("theme"));
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const watchRatio = () => {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const options = { once: true, signal: over.signal };
    const onRatio = () => {
      onChange("size");
      watchRatio();
    };
    query.addEventListener("change", onRatio, options);
  };
  watchRatio();
  return () => {
    over.abort();
    resized.disconnect();
    themed.disconnect();
  };
}
