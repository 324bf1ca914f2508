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
  WebhookDto,
} from '../webhook/webhook.dto.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

/** Body of a request that creates a webhook. */
export class CreateWebhookDto {
  @TextField({ ...NAME_FIELD, ...NOT_BLANK })
  name: string;

  @TextField(ENDPOINT_FIELD)
  endpoint: string;

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
      'Custom headers of every request to the endpoint, as an object of names and values: at most 20. A value has 1 to 4,096 visible ASCII characters. Names that Flowforge sets itself, such as `content-type` or `webhook-id`, are refused. Default: none.',
    example: { 'x-api-key': 'sample-value' },
    optional: true,
  })
  headers?: Record<string, unknown>;
}

/** A new webhook. Only this response contains its signing secret. */
export class CreatedWebhookDto extends WebhookDto {
  @TextField({
    description:
      'Signing secret in the format of Standard Webhooks: `whsec_` and base64. Store it now: it is not returned again.',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    max: 100,
  })
  secret: string;
}
