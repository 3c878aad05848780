/** The product's mark and name. */
export function Brand({ small }: { small?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7">
        <rect width="32" height="32" rx="8" className="fill-raised" />
        <path
          d="M6 20h3l2.5-7 4 12 4.5-18 3 13h3"
          fill="none"
          className="stroke-accent"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={small ? "hidden sm:inline" : ""}>VOD Manager</span>
    </span>
  );
}
