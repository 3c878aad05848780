"use client";
import { Smartphone } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import type { CutRequest } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";

const CutDialog = dynamic(() => import("./cut-dialog.client.tsx").then((file) => file.CutDialog), { ssr: false });

type Props = { highlight: Highlight; isBusy: boolean; onRender: (request: CutRequest) => void };

/** The way to a clip for phones of one highlight, beside its landscape clip. */
export function RenderDialog({ highlight, isBusy, onRender }: Props) {
  const [isOpen, setOpen] = useState(false);
  const mayCut = useMay("POST /api/v1/vods/[id]/cuts");
  const name = highlightName(highlight);
  if (!mayCut) return null;
  return (
    <>
      <Button size="small" disabled={isBusy} onClick={() => setOpen(true)} aria-label={`Make a vertical clip: ${name}`}>
        <Smartphone aria-hidden className="size-4" /> Vertical
      </Button>
      {isOpen ? (
        <CutDialog
          vodId={highlight.vodId}
          highlights={[highlight]}
          toCut={{
            title: `Cut ${name}`,
            highlightIds: [highlight.id],
            profile: "vertical-blur",
            ...(highlight.isClipable === false ? { anyway: true } : {}),
          }}
          onClose={() => setOpen(false)}
          onCut={onRender}
          isBusy={isBusy}
        />
      ) : null}
    </>
  );
}
