"use client";
import Link from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * A link to another page, fetched ahead when it is pointed at. Fetching every link in sight ahead, as Next does by
 * itself, makes the server render a handful of pages while the one that was asked for still loads.
 */
export function PageLink({ onPointerEnter, onFocus, ...rest }: ComponentProps<typeof Link>) {
  const [isNear, setNear] = useState(false);
  return (
    <Link
      {...rest}
      prefetch={isNear ? null : false}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
