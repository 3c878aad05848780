import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { setUrlParameters } from "#app/_ui/url-state.ts";

/** How a list is laid out: a line each, or beside one another with larger pictures. */
export type ListLook = "rows" | "cards";

/** The look of the list, kept in the address (`?as=cards`). */
export function useListLook(): [ListLook, (look: ListLook) => void] {
  const params = useSearchParams();
  const [look, setLook] = useState<ListLook>(() => (params.get("as") === "cards" ? "cards" : "rows"));
  const set = (next: ListLook) => {
    setLook(next);
    setUrlParameters({ as: next === "rows" ? null : next });
  };
  return [look, set];
}
