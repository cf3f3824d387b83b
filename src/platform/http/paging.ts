import { z } from "zod";
import { AppError } from "../errors";

const MAX_LIMIT = 100;

/** Query of every list: keyset paging, so a page costs the same however deep it is. */
export const PageQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
});

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Where the last row stood: its id, or the time it is listed under and its id. */
const Id = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative()]);
const CursorValues = z.union([z.tuple([Id]), z.tuple([z.iso.datetime().nullable(), Id])]);

export function encodeCursor(values: (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** @throws AppError `request.invalid_cursor` for anything we did not make. */
export function decodeCursor(cursor: string): (string | number | null)[] {
  try {
    return CursorValues.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new AppError("request.invalid_cursor", "Unknown cursor; start from the first page", { status: 422 });
  }
}

/** Rows were asked for with limit + 1; the extra one only proves that there is more. */
export function toPage<T>(rows: T[], limit: number, cursorOf: (row: T) => (string | number | null)[]): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null };
}
