import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key-verifier';
import type { Identity } from '@flowforge/service-kit/auth/caller';
import { Inject, Injectable } from '@nestjs/common';
import { CrossTenantApiKeyLookup } from './cross-tenant-api-key-lookup.store.js';

/**
 * Verifies keys in the registry's own table. It has no cache, so a revocation takes effect at once on every replica. A
 * verification is one read by index.
 */
@Injectable()
export class StoredApiKeys extends ApiKeyVerifier {
  constructor(@Inject(CrossTenantApiKeyLookup) private readonly keys: CrossTenantApiKeyLookup) {
    super();
  }

  async verify(keyHash: string): Promise<Identity | null> {
    return this.keys.findByHash(keyHash);
  }
}
