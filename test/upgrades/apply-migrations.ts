import { createHash } from 'node:crypto';
import type { ServiceName } from '@flowforge/contracts/words';
import type { MigrationClass } from '@flowforge/postgres/migrate';
import type { TestDatabase } from '@flowforge/testing/servers';
import { DataSource } from 'typeorm';
import { breakingChanges } from './breaking-changes.js';
import { isAtMost } from './releases.js';
import { READ_SCHEMA, type Schema, type SchemaRow, schemaOf } from './schema.js';

/** A migration that was applied. */
export interface AppliedMigration {
  name: string;
  /** SHA-256 of its statements, in hex. */
  hash: string;
  /** What the services of an earlier release cannot run with; see `breakingChanges`. */
  breaking: string[];
  /** The release that stopped using what it removes, or what its new unique keys refuse: `unusedSince` of its class, if it has one. */
  unusedSince: string | undefined;
}

/** Applies migrations of a service one by one to an empty database, with its own role, and describes what each one changes. */
export async function applyMigrations(
  database: Pick<TestDatabase, 'urls'>,
  service: ServiceName,
  migrations: readonly MigrationClass[],
): Promise<{ applied: AppliedMigration[]; tables: Schema }> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: database.urls[service],
    schema: service,
    extra: { options: `-c search_path=${service} -c TimeZone=UTC` },
  }).initialize();
  const runner = dataSource.createQueryRunner();
  const readTables = async (): Promise<Schema> => {
    const rows: SchemaRow[] = await runner.query(READ_SCHEMA, [service]);
    return schemaOf(rows);
  };
  try {
    const applied: AppliedMigration[] = [];
    let tables = await readTables();
    for (const Migration of migrations) {
      const migration = new Migration();
      const statements: string[] = [];
      const recorded = dataSource.createQueryRunner();
      const query = recorded.query.bind(recorded);
      Object.defineProperty(recorded, 'query', {
        value: (sql: string, ...others: unknown[]) => {
          statements.push(sql);
          return Reflect.apply(query, recorded, [sql, ...others]);
        },
      });
      await migration.up(recorded);
      await recorded.release();
      const next = await readTables();
      const unusedSince: unknown = Reflect.get(migration, 'unusedSince');
      applied.push({
        name: Migration.name,
        hash: createHash('sha256').update(statements.join('\n')).digest('hex'),
        breaking: breakingChanges(tables, next),
        unusedSince: typeof unusedSince === 'string' ? unusedSince : undefined,
      });
      tables = next;
    }
    return { applied, tables };
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/**
 * What is wrong with the migrations after a release.
 *
 * - A released migration may not change, move or leave: a database that has applied it would never get the difference.
 * - A later one may not break the services of the release. It may remove what that release, or an earlier one, has stopped using.
 */
export function errorsOfMigrations(
  release: string,
  released: Readonly<Record<string, string>>,
  applied: readonly AppliedMigration[],
): string[] {
  const errors: string[] = [];
  for (const [index, [name, hash]] of Object.entries(released).entries()) {
    const now = applied[index];
    if (now?.name !== name) errors.push(`${name} was released as number ${index + 1} and is not there now`);
    else if (now.hash !== hash) errors.push(`${name} was released and has changed`);
  }
  for (const { name, breaking, unusedSince } of applied.slice(Object.keys(released).length)) {
    if (unusedSince !== undefined && !/^\d+\.\d+\.\d+$/.test(unusedSince))
      errors.push(`${name}: unusedSince is no version`);
    else if (unusedSince === undefined || !isAtMost(unusedSince, release))
      errors.push(...breaking.map((change) => `${name}: ${change}; services of ${release} still run`));
  }
  return errors;
}
