import type { Scope } from '@flowforge/contracts/words';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { apiKeyDto } from '../api-key/api-key.dto.js';
import { missingScopes, scopesOfNewKey } from '../api-key/api-key.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { CallerRights } from '../user/caller-rights.service.js';
import type { CreatedApiKeyDto } from './create-api-key.dto.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

/** The command to create an api key. Without `scopes` the key gets all scopes of the caller. */
export interface CreateApiKey {
  name: string;
  scopes?: Scope[] | undefined;
}

@Injectable()
export class CreateApiKeyService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
    @Inject(CallerRights) private readonly rights: CallerRights,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 403 `scope_missing` when a requested scope is not one of the caller's */
  async create(
    caller: Caller,
    request: IdempotencyRequest,
    command: CreateApiKey,
  ): Promise<Answer<CreatedApiKeyDto>> {
    const scopes = scopesOfNewKey(caller.scopes, command.scopes);
    const missing = missingScopes(caller.scopes, scopes);
    if (missing.length > 0) {
      throw new Problem(
        403,
        'scope_missing',
        `You lack ${missing.join(', ')}, so you cannot create a key with it.`,
      );
    }
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => {
          // The lock excludes the removal of a member. Without it, a key that is created during the removal would not be revoked.
          await this.workspaces.lock(tx);
          await this.rights.confirm(tx, caller);
          const { apiKey, key } = await this.apiKeys.create(tx, command.name.trim(), scopes, actorOf(caller));
          const target = { kind: 'api_key', id: apiKey.id, name: apiKey.name } as const;
          await this.auditLog.append(tx, actorOf(caller), 'api_key.created', target);
          const ids = { workspace_id: tx.workspaceId, api_key_id: apiKey.id };
          tx.afterCommit(() => this.log.info({ ...ids, scopes }, 'api_key.created'));
          return { status: 201, body: { ...apiKeyDto(apiKey), key } };
        },
        this.keyRing,
      ),
    );
  }
}
