import { disableWebhook, type DisableWebhookReply } from '@flowforge/contracts/requests/disable-webhook';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { DisableWebhookService } from './disable-webhook.service.js';

/** Disables a webhook whose endpoint answered 410 Gone. */
@Controller()
export class DisableWebhookController {
  constructor(@Inject(DisableWebhookService) private readonly service: DisableWebhookService) {}

  @MessagePattern(disableWebhook.subject, Transport.NATS)
  async disable(@Payload() payload: unknown): Promise<DisableWebhookReply> {
    return { disabled: await this.service.disable(disableWebhook.parseRequest(payload)) };
  }
}
