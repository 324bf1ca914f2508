import type { MigrationClass } from '@flowforge/postgres/migrate';
import { CreateRegistry1795360000000 } from './migrations/1795360000000-create-registry.js';

/** The registry's migrations, oldest first. */
export const migrations: MigrationClass[] = [CreateRegistry1795360000000];
