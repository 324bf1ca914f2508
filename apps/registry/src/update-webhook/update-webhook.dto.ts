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
} from '../webhook/webhook.dto.js';

/** What is left out stays as it is. */
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

  @MapField({
    description:
      'All custom headers from now on; null for none. A value that is sent as it was shown, `********`, stays as it is.',
    example: { 'x-api-key': 'sample-value' },
    optional: true,
    nullable: true,
  })
  headers?: Record<string, unknown> | null;
}
