import type { MintApiKeyReply, MintApiKeyRequest } from '@flowforge/contracts/requests/mint-api-key';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { CreateApiKeyService } from '../create-api-key/create-api-key.service.js';
import { RevokeApiKeyService } from '../revoke-api-key/revoke-api-key.service.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class MintApiKeyService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
    @Inject(CreateApiKeyService) private readonly creation: CreateApiKeyService,
    @Inject(RevokeApiKeyService) private readonly revocation: RevokeApiKeyService,
  ) {}

  /** @throws Problem 404 when there is no such workspace */
  async mint(request: MintApiKeyRequest): Promise<MintApiKeyReply> {
    return this.database.transaction(request.workspace_id, async (tx) => {
      // Two tools at once must not each leave the other's key behind.
      const workspace = await this.workspaces.lock(tx);
      if (!workspace) throw notFound('workspace');
      const { apiKey, key } = await this.creation.make(tx, request.name, request.scopes);
      if (request.revoke_others_named) {
        this.revocation.announce(tx, await this.apiKeys.revokeOthersNamed(tx, request.name, apiKey.id));
      }
      return { api_key_id: apiKey.id, key };
    });
  }
}
