import type { HighlightRefinementBackend } from "../model.ts";
import type { RefinementSettings } from "../schema.ts";
import { mockBackend } from "./mock.ts";

/** The backend an account's settings name. */
export function openRefinementBackend(settings: RefinementSettings): HighlightRefinementBackend {
  const backends: Record<RefinementSettings["backend"], HighlightRefinementBackend> = { mock: mockBackend };
  return backends[settings.backend];
}
