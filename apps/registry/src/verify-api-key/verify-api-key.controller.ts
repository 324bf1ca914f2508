import { type VerifyApiKeyReply, verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { CrossTenantApiKeyLookup } from '../api-key/cross-tenant-api-key-lookup.store.js';

/** Replies to the other services with the workspace and the scopes of an api key. */
@Controller()
export class VerifyApiKeyController {
  constructor(@Inject(CrossTenantApiKeyLookup) private readonly apiKeys: CrossTenantApiKeyLookup) {}

  @MessagePattern(verifyApiKey.subject, Transport.NATS)
  async verify(@Payload() payload: unknown): Promise<VerifyApiKeyReply> {
    const { key_hash } = verifyApiKey.parseRequest(payload);
    const caller = await this.apiKeys.findByHash(key_hash);
    if (!caller) return { found: false };
    return {
      found: true,
      api_key_id: caller.principal.id,
      workspace_id: caller.workspaceId,
      scopes: [...caller.scopes],
    };
  }
}
