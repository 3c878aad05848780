import type { ReactNode } from "react";

export type Column<Row> = {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right, one below the other. */
  isFigure?: boolean;
};

/** Rows of facts. Wide ones scroll sideways inside their own frame, never the page. */
export function DataTable<Row>(props: {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  empty: string;
}) {
  if (props.rows.length === 0) return <p className="text-sm text-muted">{props.empty}</p>;
  const align = (column: Column<Row>) => (column.isFigure ? "time text-right" : "text-left");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={props.label} tabIndex={0} className="overflow-x-auto rounded-xl border border-line bg-surface">
      <table className="w-full text-sm">
        <thead className="border-b border-line text-muted">
          <tr>
            {props.columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={`px-4 py-2.5 font-medium whitespace-nowrap ${align(column)}`}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)} className="border-b border-line last:border-0">
              {props.columns.map((column) => (
                <td key={column.title} className={`px-4 py-2.5 ${align(column)}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
