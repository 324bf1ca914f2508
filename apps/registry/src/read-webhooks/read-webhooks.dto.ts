import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { WebhookDto } from '../webhook/webhook.dto.js';

export class WebhookListDto extends ListDto(WebhookDto) {}
