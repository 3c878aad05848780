"use client";
import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { toast } from "sonner";
import { postForFile } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import type { ExportFormat } from "#lib/highlights/export-bounds.ts";

const formats: Record<ExportFormat, { label: string; hint: string }> = {
  csv: { label: "CSV", hint: "a table, times in seconds" },
  edl: { label: "EDL", hint: "for Resolve and Premiere" },
  llc: { label: "LosslessCut", hint: "a project (.llc)" },
  json: { label: "JSON", hint: "everything, for programs" },
};

/** Saves where highlights begin and end as a file for other programs. */
export function ExportMenu({ vodId, highlightIds }: { vodId: string; highlightIds: string[] }) {
  const save = async (format: ExportFormat) => {
    try {
      const { blob, fileName } = await postForFile(`/vods/${vodId}/highlights/export`, { format, highlightIds });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = fileName ?? `highlights.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
      toast.success(`${countOf(highlightIds.length, "highlights")} saved as ${formats[format].label}`);
    } catch (error) {
      toast.error("The file wasn't made", { description: (error as Error).message });
    }
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="small">
          <Download aria-hidden className="size-4" /> <span className="max-sm:sr-only">Export</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          sideOffset={6}
          collisionPadding={12}
          className="z-50 min-w-60 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          {(Object.keys(formats) as ExportFormat[]).map((format) => (
            <DropdownMenu.Item
              key={format}
              onSelect={() => save(format)}
              className="flex cursor-pointer items-baseline gap-2 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-raised"
            >
              <span className="font-medium">{formats[format].label}</span>
              <span className="ml-auto text-muted">{formats[format].hint}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
