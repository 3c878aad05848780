import { useSearchParams } from "next/navigation";
import { useRef, useState } from "react";
import { setUrlParameters } from "#app/_ui/url-state.ts";

/** The highlight that keys mean, kept in the address (`?h=`). */
export function useCurrentId(): [string | null, (id: string) => void] {
  const params = useSearchParams();
  const [id, setId] = useState(() => params.get("h"));
  const latest = useRef(id);
  const [set] = useState(() => (next: string) => {
    if (latest.current === next) return;
    latest.current = next;
    setId(next);
    setUrlParameters({ h: next });
  });
  return [id, set];
}
