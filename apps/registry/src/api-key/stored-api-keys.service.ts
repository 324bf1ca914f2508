import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Inject, Injectable } from '@nestjs/common';
import { AnyWorkspaceApiKeys } from './any-workspace-api-keys.store.js';

/** The registry asks its own table, each time: one look-up by index, and a revocation counts at once on every replica. */
@Injectable()
export class StoredApiKeys extends ApiKeyVerifier {
  constructor(@Inject(AnyWorkspaceApiKeys) private readonly keys: AnyWorkspaceApiKeys) {
    super();
  }

  async verify(keyHash: string): Promise<Caller | null> {
    return this.keys.findByHash(keyHash);
  }
}
