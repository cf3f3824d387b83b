import type { ReactNode } from "react";
import "./data-table.css";

export interface Column<Row> {
  title: string;
  /** CSS width; the columns without one share the rest. */
  width?: number;
  render(row: Row): ReactNode;
  /** On phones rows become cards: `head` is their first line, `hidden` is left out. */
  phone?: "head" | "hidden";
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf(row: Row): string;
  /** The row's link stays the keyboard's way in; this only makes the whole row a target for the mouse. */
  onOpen?: (row: Row) => void;
}

/** A table that is one: rows, heads, no virtual scrolling; on a phone each row is a card. */
export function DataTable<Row>({ label, columns, rows, keyOf, onOpen }: Props<Row>) {
  return (
    <table className="dt" aria-label={label}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.title} style={column.width ? { width: column.width } : undefined} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col">
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-open={onOpen ? "" : undefined} onClick={onOpen && (() => onOpen(row))}>
            {columns.map((column) => (
              <td key={column.title} data-title={column.title} data-phone={column.phone}>
                {column.render(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
