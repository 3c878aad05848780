import type { ComponentProps } from "react";
import { PageLink } from "./page-link.client.tsx";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  plain: "bg-raised text-ink border border-line hover:border-line-strong",
  quiet: "text-muted hover:text-ink hover:bg-raised",
  danger: "bg-bad-soft text-bad border border-transparent hover:border-bad",
};
const sizes = { small: "h-8 px-2.5 text-sm gap-1.5", normal: "h-10 px-4 gap-2", icon: "size-9", tiny: "size-7" };

type Look = { look?: keyof typeof looks; size?: keyof typeof sizes };

const classes = ({ look = "plain", size = "normal" }: Look, more = "") =>
  `inline-flex shrink-0 items-center justify-center rounded-lg font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50 ${looks[look]} ${sizes[size]} ${more}`;

/** A button; `look` says how much it matters on its screen. */
export function Button({ look, size, className, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return <button type={type} className={classes({ look, size }, className)} {...rest} />;
}

/** A link that looks like a button. */
export function ButtonLink({ look, size, className, ...rest }: ComponentProps<typeof PageLink> & Look) {
  return <PageLink className={classes({ look, size }, className)} {...rest} />;
}

/** A plain anchor that looks like a button: downloads and other addresses outside the pages. */
export function ButtonAnchor({ look, size, className, ...rest }: ComponentProps<"a"> & Look) {
  return <a className={classes({ look, size }, className)} {...rest} />;
}
