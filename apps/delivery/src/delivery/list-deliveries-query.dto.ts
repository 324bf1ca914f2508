import { EVENT_TYPES } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TimeParameterField } from '@flowforge/service-kit/http/fields';
import { ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { DELIVERY_STATUSES } from './delivery.js';

/** Filters of the list of deliveries. */
export class ListDeliveriesQueryDto extends ListQueryDto {
  @IdField({
    description: 'Only deliveries to this webhook. A UUID. Without it, to all webhooks.',
    optional: true,
  })
  webhook_id?: string;

  @ChoiceField({
    description: 'Only deliveries of events of this type. Without it, of all types.',
    choices: EVENT_TYPES,
    optional: true,
  })
  event?: string;

  @ChoiceField({
    description: 'Only deliveries that have this status now. Without it, with any status.',
    choices: DELIVERY_STATUSES,
    optional: true,
  })
  status?: string;

  @IdField({
    description: 'Only deliveries of events of this conversation. A UUID. Without it, of all conversations.',
    optional: true,
  })
  conversation_id?: string;

  @TimeParameterField({
    description:
      'Only deliveries created at or after this time, in RFC 3339 with a time zone. Without it, from the oldest one kept.',
    example: '2026-11-22T14:54:32Z',
    optional: true,
  })
  since?: string;

  @TimeParameterField({
    description:
      'Only deliveries created before this time, in RFC 3339 with a time zone. Without it, up to now.',
    example: '2026-11-22T14:54:32Z',
    optional: true,
  })
  until?: string;
}
