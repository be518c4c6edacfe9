import type { z } from 'zod';
import type { Queryable } from '../transaction.ts';

/**
 * The rows of a query, each checked: a database may be newer or older than this process, and was written by others.
 * Errors: a ZodError that names the column.
 */
export async function rowsOf<Row extends z.ZodType>(
  db: Queryable,
  schema: Row,
  text: string,
  values: readonly unknown[] = [],
): Promise<z.output<Row>[]> {
  const { rows } = await db.query(text, [...values]);
  return rows.map((row) => schema.parse(row));
}

/** The first of them, or null. */
export async function rowOf<Row extends z.ZodType>(
  db: Queryable,
  schema: Row,
  text: string,
  values: readonly unknown[] = [],
): Promise<z.output<Row> | null> {
  const [row] = await rowsOf(db, schema, text, values);
  return row ?? null;
}

/** The row of a query that always has one. */
export async function onlyRow<Row extends z.ZodType>(
  db: Queryable,
  schema: Row,
  text: string,
  values: readonly unknown[] = [],
): Promise<z.output<Row>> {
  const { rows } = await db.query(text, [...values]);
  return schema.parse(rows[0]);
}
