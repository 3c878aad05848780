import { searchOf } from "./http.ts";

/** How lists that come in pages go on: `...pages` in the options of an infinite query. */
export const pages = {
  initialPageParam: "",
  getNextPageParam: (page: { nextCursor: string | null }): string | null => page.nextCursor,
};

/** The address of a list's page; an empty cursor means the first. */
export const pageAt = (path: string, cursor: string): string => `${path}?${searchOf({ cursor })}`;
