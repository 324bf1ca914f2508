import type { Column, Schema } from './schema.js';

/** What a type may become while services that know the old one still run: each value fits, in both directions of use. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint'],
  integer: ['bigint'],
  real: ['double precision'],
};

/**
 * What the services of an earlier release cannot run with: a table or column that is missing, a column whose type is not wider, a
 * column that they must fill and do not know, a constraint on a table that they write to. A constraint that was added with NOT VALID
 * is allowed, because its statement shows that somebody has thought of the rows that exist.
 *
 * @param statements the SQL of the migrations between the two
 * @returns one line for each; empty when the earlier release can run
 */
export function breakingChanges(before: Schema, after: Schema, statements: readonly string[]): string[] {
  return Object.entries(before).flatMap(([name, table]) => {
    const next = after[name];
    if (next === undefined) return [`table ${name} is dropped or renamed`];
    const columns = Object.entries(table.columns).flatMap(([column, old]) => {
      const now = next.columns[column];
      if (now === undefined) return [`column ${name}.${column} is dropped or renamed`];
      return changesOfColumn(`${name}.${column}`, old, now);
    });
    const required = Object.entries(next.columns)
      .filter(([column, { isRequired, hasDefault }]) => !table.columns[column] && isRequired && !hasDefault)
      .map(([column]) => `column ${name}.${column} is new and required, without a default`);
    const newColumns = Object.keys(next.columns).filter((column) => !table.columns[column]);
    const constraints = Object.entries(next.constraints)
      .filter(([constraint, definition]) => table.constraints[constraint] !== definition)
      // A constraint that names a new column only is one of that column: rows of earlier releases have its default.
      .filter(([constraint]) => !newColumns.some((column) => constraint === `${name}_${column}_check`))
      .filter(([constraint]) => !isAddedNotValid(constraint, statements))
      .map(
        ([constraint, definition]) =>
          `constraint ${constraint} of ${name} is added without NOT VALID: ${definition}`,
      );
    return [...columns, ...required, ...constraints];
  });
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

function isAddedNotValid(constraint: string, statements: readonly string[]): boolean {
  return statements.some((sql) =>
    new RegExp(`ADD\\s+CONSTRAINT\\s+"?${constraint}"?\\s[^;]*NOT\\s+VALID`, 'is').test(sql),
  );
}
