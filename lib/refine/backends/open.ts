import type { Config } from "#lib/config.ts";
import type { HighlightRefinementBackend } from "../model.ts";
import type { RefinementSettings } from "../schema.ts";
import { heuristicBackend } from "./heuristic.ts";
import { createLanguageModelBackend } from "./language-model.ts";

/** The backend an account is refined by: the installation's model, or the offline one where it wants that or there is none. */
export const openRefinementBackend = (
  config: Pick<Config, "llm">,
  settings: Pick<RefinementSettings, "backend">,
): HighlightRefinementBackend =>
  config.llm === undefined || settings.backend === "heuristic"
    ? heuristicBackend
    : createLanguageModelBackend(config.llm);
