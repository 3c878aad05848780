import type { ClipProfile } from "#lib/clips/render/model.ts";
import type { BulkDecision } from "./bulk-bar.client.tsx";

/** What a row of the list can ask for, by the highlight's id. The same functions all the time, so that rows stay as they are. */
export type RowActions = {
  /** `isRange`: Shift was held, everything up to here is meant. */
  select: (id: string, isRange: boolean) => void;
  /** The row was touched: keys mean it now. */
  point: (id: string) => void;
  decide: (id: string, decision: BulkDecision) => void;
  cut: (id: string, profile: ClipProfile) => void;
  cancel: (id: string) => void;
};
