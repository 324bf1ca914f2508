import { newId } from '@flowforge/contracts/ids';
import type { Scope } from '@flowforge/contracts/words';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { hashApiKey } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { showApiKey } from '../api-key/api-key.dto.js';
import { type ApiKey, generateApiKey, scopesBeyond, scopesFor, shownPartsOf } from '../api-key/api-key.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import type { CreateApiKeyDto, CreatedApiKeyDto } from './create-api-key.dto.js';

@Injectable()
export class CreateApiKeyService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 403 `scope_missing` when the new key would do more than the caller may */
  async create(
    caller: Caller,
    request: IdempotencyRequest,
    body: CreateApiKeyDto,
  ): Promise<Answer<CreatedApiKeyDto>> {
    const scopes = scopesFor(caller.scopes, body.scopes);
    const beyond = scopesBeyond(caller.scopes, scopes);
    if (beyond.length > 0) {
      throw new Problem(
        403,
        'scope_missing',
        `This api key lacks ${beyond.join(', ')}, and cannot give it on.`,
      );
    }
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => {
          const { apiKey, key } = await this.make(tx, body.name.trim(), scopes);
          return { status: 201, body: { ...showApiKey(apiKey), key } };
        },
        this.keyRing,
      ),
    );
  }

  /** Makes a key in a transaction of the caller's; whoever calls it answers for the scopes. */
  async make(
    tx: WorkspaceTransaction,
    name: string,
    scopes: Scope[],
  ): Promise<{ apiKey: ApiKey; key: string }> {
    const key = generateApiKey();
    const apiKey: ApiKey = {
      id: newId(),
      workspaceId: tx.workspaceId,
      name,
      keyHash: hashApiKey(key),
      ...shownPartsOf(key),
      scopes,
      createdAt: new Date(await tx.clock()),
      revokedAt: null,
    };
    await this.apiKeys.insert(tx, apiKey);
    tx.afterCommit(() =>
      this.log.info({ workspace_id: tx.workspaceId, api_key_id: apiKey.id, scopes }, 'api_key.created'),
    );
    return { apiKey, key };
  }
}
