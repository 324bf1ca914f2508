import { migrations as conversations } from '@flowforge/conversations/migrations';
import type { ServiceName } from '@flowforge/contracts/words';
import { migrations as delivery } from '@flowforge/delivery/migrations';
import type { MigrationClass } from '@flowforge/postgres/migrate';
import { migrations as registry } from '@flowforge/registry/migrations';

/** The migrations of each service, oldest first. */
export const MIGRATIONS: Record<ServiceName, MigrationClass[]> = { conversations, registry, delivery };
