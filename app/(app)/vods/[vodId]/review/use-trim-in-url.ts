import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { setUrlParameters } from "#app/_ui/url-state.ts";

/** Whether the highlight on the stage is being trimmed, kept in the address (`?trim=1`). */
export function useTrimInUrl(): [boolean, (isTrimming: boolean) => void] {
  const params = useSearchParams();
  const mayTrim = useMay("POST /api/v1/highlights/[id]/trim");
  const [isTrimming, setTrimming] = useState(() => params.get("trim") === "1");
  const set = (next: boolean) => {
    setTrimming(next);
    setUrlParameters({ trim: next ? "1" : null });
  };
  return [isTrimming && mayTrim, set];
}
