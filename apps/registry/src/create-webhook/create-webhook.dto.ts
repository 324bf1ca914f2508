import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import {
  ChoiceField,
  ChoiceListField,
  FlagField,
  MapField,
  TextField,
} from '@flowforge/service-kit/http/fields';
import {
  ENABLED_FIELD,
  ENDPOINT_FIELD,
  EVENT_TYPES_FIELD,
  NAME_FIELD,
  PAYLOAD_VERSION_FIELD,
  WebhookDto,
} from '../webhook/webhook.dto.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

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

  @MapField({
    description:
      'Up to 20 custom headers of every request, names and values. The names that the request itself needs are refused.',
    example: { 'x-api-key': 'sample-value' },
    optional: true,
  })
  headers?: Record<string, unknown>;
}

/** A new webhook, and its secret this once. */
export class CreatedWebhookDto extends WebhookDto {
  @TextField({
    description: 'The signing secret (Standard Webhooks). Keep it: it is not shown again.',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    max: 100,
  })
  secret: string;
}
