/** A column of a table. */
export interface Column {
  /** As Postgres writes it, for example `character varying(20)`. */
  type: string;
  isRequired: boolean;
  /** Whether an INSERT may leave it out although it is required. */
  hasDefault: boolean;
}

/** A table of a service. Partitions belong to their table. */
export interface Table {
  columns: Record<string, Column>;
  /** Check, foreign key, unique and primary key: the definition by the name. */
  constraints: Record<string, string>;
  /** Unique indexes that are no constraint, also partial ones, of expressions, and of one partition: the definition by the name. */
  uniqueIndexes: Record<string, string>;
}

/** The tables of a service's schema by name. */
export type Schema = Record<string, Table>;

/** SQL that reads the schema `$1`: one row for each column, with the constraints and unique indexes of its table. */
export const READ_SCHEMA = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
         a.attnotnull AS required, a.atthasdef OR a.attidentity <> '' AS has_default,
         (SELECT coalesce(json_object_agg(conname, pg_get_constraintdef(oid) ORDER BY conname), '{}')
            FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('c', 'f', 'u', 'p', 'x')) AS constraints,
         (SELECT coalesce(json_object_agg(relname, pg_get_indexdef(oid) ORDER BY relname), '{}')
            FROM pg_index JOIN pg_class ON oid = indexrelid
           WHERE indisunique AND (indrelid = c.oid OR indrelid IN (SELECT relid FROM pg_partition_tree(c.oid)))
             -- An index of a partition that belongs to an index of its table is described by that one.
             AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid)
             AND NOT EXISTS (SELECT FROM pg_constraint
                              WHERE conindid = indexrelid AND conrelid = c.oid AND contype IN ('u', 'p'))) AS unique_indexes
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'migrations'
   ORDER BY c.relname, a.attname`;

/** A row of `READ_SCHEMA`. */
export interface SchemaRow {
  table: string;
  column: string;
  type: string;
  required: boolean;
  has_default: boolean;
  constraints: Record<string, string>;
  unique_indexes: Record<string, string>;
}

/** The schema that the rows of `READ_SCHEMA` describe. */
export function schemaOf(rows: readonly SchemaRow[]): Schema {
  const schema: Schema = {};
  for (const { table, column, type, required, has_default, constraints, unique_indexes } of rows) {
    const described = (schema[table] ??= { columns: {}, constraints, uniqueIndexes: unique_indexes });
    described.columns[column] = { type, isRequired: required, hasDefault: has_default };
  }
  return schema;
}
