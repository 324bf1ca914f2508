import { createDataSource, type DataSourceSettings } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** `DataSource` (connected), `Database` and `WorkspaceDatabase` of a service's own schema. */
export function databaseProviders(settings: DataSourceSettings): Provider[] {
  return [
    { provide: DataSource, useFactory: () => createDataSource(settings).initialize() },
    {
      provide: Database,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new Database(dataSource),
    },
    {
      provide: WorkspaceDatabase,
      inject: [Database],
      useFactory: (database: Database) => new WorkspaceDatabase(database),
    },
  ];
}
