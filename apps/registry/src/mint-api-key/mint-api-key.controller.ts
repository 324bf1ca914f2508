import { mintApiKey, type MintApiKeyReply } from '@flowforge/contracts/requests/mint-api-key';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { MintApiKeyService } from './mint-api-key.service.js';

/** Makes an api key for an operator's tool. */
@Controller()
export class MintApiKeyController {
  constructor(@Inject(MintApiKeyService) private readonly service: MintApiKeyService) {}

  @MessagePattern(mintApiKey.subject, Transport.NATS)
  async mint(@Payload() payload: unknown): Promise<MintApiKeyReply> {
    return this.service.mint(mintApiKey.parseRequest(payload));
  }
}
