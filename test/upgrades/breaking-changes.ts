import type { Column, Schema, Table } from './schema.js';

/** What a type may become while services that know the old one still run: each value fits, in both directions of use. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint'],
  integer: ['bigint'],
  real: ['double precision'],
};

/** The constraints that an index enforces, as `pg_get_constraintdef` writes them. */
const UNIQUE = /^(UNIQUE|PRIMARY KEY)\b/;

/**
 * What the services of an earlier release cannot run with: a table or column that is missing, a column whose type is not wider, a
 * column that they must fill and do not know, a constraint or a unique key on a table that they write to, a unique key that is missing
 * although their `ON CONFLICT` may name it. A constraint that was added with NOT VALID is allowed, because its statement shows that
 * somebody has thought of the rows that exist. Its validation in a later migration is allowed, too.
 *
 * @returns one line for each; empty when the earlier release can run
 */
export function breakingChanges(before: Schema, after: Schema): string[] {
  return Object.entries(before).flatMap(([name, table]) => {
    const next = after[name];
    if (next === undefined) return [`table ${name} is dropped or renamed`];
    const columns = Object.entries(table.columns).flatMap(([column, old]) => {
      const now = next.columns[column];
      if (now === undefined) return [`column ${name}.${column} is dropped or renamed`];
      return changesOfColumn(`${name}.${column}`, old, now);
    });
    const newColumns = Object.entries(next.columns).filter(([column]) => !table.columns[column]);
    const required = newColumns
      .filter(([, { isRequired, hasDefault }]) => isRequired && !hasDefault)
      .map(([column]) => `column ${name}.${column} is new and required, without a default`);
    const constraints = Object.entries(next.constraints)
      .filter(([, definition]) => !UNIQUE.test(definition) && !definition.endsWith(' NOT VALID'))
      .filter(([constraint, definition]) => {
        const old = table.constraints[constraint];
        return old !== definition && old !== `${definition} NOT VALID`;
      })
      // A constraint that names a new column only is one of that column: rows of earlier releases have its default.
      .filter(([constraint]) => !newColumns.some(([column]) => constraint === `${name}_${column}_check`))
      .map(
        ([constraint, definition]) =>
          `constraint ${constraint} of ${name} is added without NOT VALID: ${definition}`,
      );
    return [...columns, ...required, ...constraints, ...changesOfUniqueKeys(name, table, next)];
  });
}

/** A removed key breaks an `ON CONFLICT` that names its columns; a new key refuses rows, or `ON CONFLICT DO NOTHING` drops them. */
function changesOfUniqueKeys(name: string, table: Table, next: Table): string[] {
  const [old, now] = [uniqueKeys(table), uniqueKeys(next)];
  return [
    ...Object.entries(old)
      .filter(([key, definition]) => now[key] !== definition)
      .map(
        ([key, definition]) => `unique key ${key} of ${name} is dropped, renamed or changed: ${definition}`,
      ),
    ...Object.entries(now)
      .filter(([key, definition]) => old[key] !== definition)
      .map(([key, definition]) => `unique key ${key} of ${name} is new: ${definition}`),
  ];
}

/** Unique constraints, the primary key and unique indexes of a table: the definition by the name. */
function uniqueKeys({ constraints, uniqueIndexes }: Table): Record<string, string> {
  const unique = Object.entries(constraints).filter(([, definition]) => UNIQUE.test(definition));
  return { ...Object.fromEntries(unique), ...uniqueIndexes };
}

function changesOfColumn(name: string, old: Column, now: Column): string[] {
  const isWider =
    now.type === 'text' ? /^character varying/.test(old.type) : WIDER[old.type]?.includes(now.type);
  return [
    ...(old.type !== now.type && isWider !== true
      ? [`column ${name} changes from ${old.type} to ${now.type}`]
      : []),
    ...(!old.isRequired && now.isRequired ? [`column ${name} becomes required`] : []),
    ...(old.hasDefault && !now.hasDefault && now.isRequired ? [`column ${name} loses its default`] : []),
  ];
}
