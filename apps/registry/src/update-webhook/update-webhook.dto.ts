import type { Ordering } from '@flowforge/contracts/routing/webhook-settings';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import { ChoiceField, FlagField, MapField, ObjectField, TextField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField, IntegerListField } from '@flowforge/service-kit/http/list-fields';
import {
  ENABLED_FIELD,
  ENDPOINT_FIELD,
  EVENT_TYPES_FIELD,
  NAME_FIELD,
  ORDERING_FIELD,
  PAYLOAD_VERSION_FIELD,
  RATE_LIMIT_FIELD,
  RateLimitDto,
  SCHEDULE_FIELD,
} from '../webhook/webhook.dto.js';

/** Body of a request that changes a webhook. A missing field keeps its value. */
export class UpdateWebhookDto {
  @TextField({ ...NAME_FIELD, pattern: /\S/, patternHint: 'must not be blank', optional: true })
  name?: string;

  @TextField({ ...ENDPOINT_FIELD, optional: true })
  endpoint?: string;

  @FlagField({ ...ENABLED_FIELD, optional: true })
  enabled?: boolean;

  @ChoiceListField({ ...EVENT_TYPES_FIELD, optional: true })
  event_types?: EventType[];

  @ChoiceField({ ...PAYLOAD_VERSION_FIELD, optional: true })
  payload_version?: PayloadVersion;

  @IntegerListField({ ...SCHEDULE_FIELD, optional: true })
  schedule?: number[];

  @ObjectField({ ...RATE_LIMIT_FIELD, optional: true })
  rate_limit?: RateLimitDto | null;

  @ChoiceField({ ...ORDERING_FIELD, optional: true })
  ordering?: Ordering;

  @MapField({
    description:
      'The complete new set of custom headers, at most 20; a header that is missing here is removed. Null removes all. The masked value `********` keeps the current value of that header. Names that Flowforge sets itself are refused.',
    example: { 'x-api-key': 'sample-value' },
    optional: true,
    nullable: true,
  })
  headers?: Record<string, unknown> | null;
}
