import { ObjectListField, TextField } from '@flowforge/service-kit/http/fields';
import { WebhookDto } from '../webhook/webhook.dto.js';

export class WebhookListDto {
  @ObjectListField({ description: 'Newest first.', of: () => WebhookDto, maxItems: 200 })
  items: WebhookDto[];

  @TextField({
    description: 'Pass it as `cursor` for the next page; null on the last one.',
    example: null,
    nullable: true,
    max: 4_000,
  })
  next_cursor: string | null;
}
