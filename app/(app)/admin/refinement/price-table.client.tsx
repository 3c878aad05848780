"use client";
import { Trash2 } from "lucide-react";
import { toast } from "sonner";
import { type Totals, useRemovePrice } from "#app/_queries/refinement.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { PriceDialog } from "./price-dialog.client.tsx";

const figure = (usd: number | null) => (usd === null ? "as text" : `$${usd}`);

/** What models cost. A model that isn't in it is not called. */
export function PriceTable({ prices, backend }: { prices: Totals["prices"]; backend: Totals["backend"] }) {
  const remove = useRemovePrice();
  return (
    <Section
      title="Prices"
      note="USD a million tokens; a model without a price is not called"
      actions={<PriceDialog backend={backend} />}
    >
      <DataTable
        label="Prices of models"
        rows={prices}
        rowKey={(price) => `${price.backend} ${price.model}`}
        empty="No price is set: no language model is called."
        columns={[
          { title: "Model", cell: (price) => <span className="font-medium whitespace-nowrap">{price.model}</span> },
          { title: "Backend", cell: (price) => <span className="whitespace-nowrap">{price.backend}</span> },
          { title: "Text in", isFigure: true, cell: (price) => figure(price.inputUsdPerMillion) },
          { title: "Sound in", isFigure: true, cell: (price) => figure(price.audioUsdPerMillion) },
          { title: "Out", isFigure: true, cell: (price) => figure(price.outputUsdPerMillion) },
          {
            title: "Change",
            isFigure: true,
            cell: (price) => (
              <span className="inline-flex gap-1">
                <PriceDialog backend={backend} price={price} />
                <Button
                  look="quiet"
                  size="icon"
                  disabled={remove.isPending}
                  aria-label={`Remove the price of ${price.model}`}
                  onClick={() => remove.mutate(price, { onError: (problem) => toast.error(problem.message) })}
                >
                  <Trash2 aria-hidden className="size-4" />
                </Button>
              </span>
            ),
          },
        ]}
      />
    </Section>
  );
}
