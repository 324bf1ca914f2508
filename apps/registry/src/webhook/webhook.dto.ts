import {
  DEFAULT_SCHEDULE,
  type Ordering,
  ORDERINGS,
  RATE_LIMIT_MAX,
  RATE_UNITS,
  type RateUnit,
  SCHEDULE_BOUNDS,
} from '@flowforge/contracts/routing/webhook-settings';
import { type Instant, toApiTime } from '@flowforge/contracts/time';
import {
  DEFAULT_PAYLOAD_VERSION,
  DEFAULT_WEBHOOK_EVENT_TYPES,
  EVENT_TYPES,
  type EventType,
  PAYLOAD_VERSIONS,
  type PayloadVersion,
} from '@flowforge/contracts/words';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntegerField,
  MapField,
  ObjectField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ChoiceListField, IntegerListField, ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { MASKED_VALUE } from './custom-headers.js';
import { ENDPOINT_MAX } from './endpoint.js';
import { liveSecrets, MAX_LIVE_SECRETS } from './signing-secrets.js';
import { shownRevision, type Webhook } from './webhook.js';

const TIME = '2026-05-20T09:30:00.250Z';

/** Options of fields that several webhook DTOs share. */
export const NAME_FIELD = {
  description: 'Name of the webhook, 1 to 200 characters. It need not be unique.',
  example: 'CRM',
  max: 200,
};
export const ENDPOINT_FIELD = {
  description:
    'URL that events are sent to: https, a host on the public internet, at most 2,048 characters. ' +
    'A user name, a password, a fragment, and ports of other protocols such as 22 or 5432 are refused. ' +
    'It is stored and returned in its normal form: `HTTPS://CRM.example.com:443` becomes `https://crm.example.com/`.',
  example: 'https://crm.example.com/hooks/flowforge',
  max: ENDPOINT_MAX,
  format: 'uri',
};
export const ENABLED_FIELD = {
  description:
    'Whether events are sent to this webhook. Events that happen while it is disabled are not sent later. An enabled webhook is disabled when its endpoint answers 410, or any status with the header `webhook-delivery: disable`. Default: true.',
  example: true,
};
export const EVENT_TYPES_FIELD = {
  description:
    'The types of events that are sent to this webhook. An event is sent when both the webhook and one of its assignments list its type. Default: all three.',
  example: [...DEFAULT_WEBHOOK_EVENT_TYPES],
  choices: EVENT_TYPES,
  minItems: 1,
  maxItems: EVENT_TYPES.length,
};
export const PAYLOAD_VERSION_FIELD = {
  description:
    'Version of the request body, a year and a month. A delivery keeps the version that the webhook had when the event happened. Default: `2026-05`.',
  example: DEFAULT_PAYLOAD_VERSION,
  choices: PAYLOAD_VERSIONS,
};

export const SCHEDULE_FIELD = {
  description:
    'Delays before the retries of a delivery, in seconds: 1 to 20 delays of 1 second to 7 days, at most 14 days in total. The first one follows the first failed attempt. Each delay is changed at random by up to 20 %, up or down. A longer `Retry-After` of the endpoint is respected, up to one hour. After the last retry the delivery has failed. A change also holds for deliveries that wait for a retry, from their next failure on. Default: 11 retries in about three days.',
  example: [...DEFAULT_SCHEDULE],
  minItems: 1,
  maxItems: SCHEDULE_BOUNDS.maxRetries,
  min: SCHEDULE_BOUNDS.minDelay,
  max: SCHEDULE_BOUNDS.maxDelay,
};

/** A rate limit in the API. */
export class RateLimitDto {
  @IntegerField({
    description: 'How many attempts may start in the unit of `per`, 1 to 1,000.',
    example: 10,
    min: 1,
    max: RATE_LIMIT_MAX,
  })
  limit: number;

  @ChoiceField({ description: 'The unit of time.', example: 'second', choices: RATE_UNITS })
  per: RateUnit;
}
export const RATE_LIMIT_FIELD = {
  description:
    'How many attempts to send an event may start, first attempts and retries together. They are evenly spread: with 60 per minute one may start each second. What may not start yet waits, in order of its time. Null: there is no limit. A change holds after 2 seconds; a wait that a lower limit caused can last up to a minute longer. Default: null.',
  example: { limit: 10, per: 'second' },
  nullable: true,
  of: () => RateLimitDto,
};

export const ORDERING_FIELD = {
  description:
    'Order of the deliveries to this webhook. `none`: each delivery starts as soon as it can. `conversation`: the deliveries of one conversation are sent in the order of its events, one after the other; the next one starts when the one before is delivered, failed or skipped, after all its retries. Other conversations do not wait. An event that is missing is waited for, 15 minutes at most. A change to `conversation` holds for new events; a change to `none` lets everything that waits start within 30 seconds. Default: `none`.',
  example: 'none',
  choices: ORDERINGS,
};

/** The metadata of a signing secret. It does not contain the secret. */
export class SigningSecretDto {
  @TimeField({ description: 'When the secret was created, in RFC 3339 (UTC).', example: TIME })
  created_at: string;

  @TimeField({
    description: 'When the secret expires, in RFC 3339 (UTC). Null when it does not expire.',
    example: null,
    nullable: true,
  })
  expires_at: string | null;
}

/** A webhook in the API. */
export class WebhookDto {
  @IdField({ description: 'Id of the webhook, a UUID.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  id: string;

  @TextField(NAME_FIELD)
  name: string;

  @TextField(ENDPOINT_FIELD)
  endpoint: string;

  @FlagField(ENABLED_FIELD)
  enabled: boolean;

  @ChoiceListField(EVENT_TYPES_FIELD)
  event_types: EventType[];

  @ChoiceField(PAYLOAD_VERSION_FIELD)
  payload_version: PayloadVersion;

  @IntegerListField(SCHEDULE_FIELD)
  schedule: number[];

  @ObjectField(RATE_LIMIT_FIELD)
  rate_limit: RateLimitDto | null;

  @ChoiceField(ORDERING_FIELD)
  ordering: Ordering;

  @MapField({
    description:
      'Custom headers of every request to the endpoint: an object of names, each with the masked value `********`. The values are stored encrypted and never returned. Empty when there are none.',
    example: { 'x-api-key': MASKED_VALUE },
  })
  headers: Record<string, string>;

  @ChoiceField({
    description:
      'Why Flowforge disabled the webhook: `gone` means that its endpoint answered 410 or the header `webhook-delivery: disable`. Null while it is enabled, and when it was disabled over the API.',
    choices: ['gone'],
    nullable: true,
    example: null,
  })
  disabled_reason: 'gone' | null;

  @TimeField({
    description:
      'When the webhook was disabled, by Flowforge or over the API, in RFC 3339 (UTC). Null while it is enabled.',
    example: null,
    nullable: true,
  })
  disabled_at: string | null;

  @IdField({
    description:
      'Id of the delivery whose answer disabled the webhook, a UUID. `GET /v1/deliveries/{id}` returns its attempts. Null when `disabled_reason` is null.',
    example: null,
    nullable: true,
  })
  disabled_by_delivery_id: string | null;

  @ObjectListField({
    description:
      'Metadata of the valid signing secrets, newest first, 1 to 5. More than one during the overlap of a rotation.',
    example: [{ created_at: TIME, expires_at: null }],
    of: () => SigningSecretDto,
    maxItems: MAX_LIVE_SECRETS,
  })
  secrets: SigningSecretDto[];

  @IntegerField({
    description:
      'Revision of the webhook: 1 after its creation, one more after each change. Used in `ETag` and `If-Match`.',
    example: 1,
    min: 1,
    max: 2_147_483_647,
  })
  revision: number;

  @TimeField({ description: 'When the webhook was created, in RFC 3339 (UTC).', example: TIME })
  created_at: string;

  @TimeField({ description: 'When the webhook was last changed, in RFC 3339 (UTC).', example: TIME })
  updated_at: string;
}

/** A page of webhooks. */
export class WebhookListDto extends ListDto(WebhookDto) {}

/** Converts a webhook to its API representation. Secrets that have expired at `now` are left out. */
export function webhookDto(webhook: Webhook, now: Instant): WebhookDto {
  return {
    id: webhook.id,
    name: webhook.name,
    endpoint: webhook.endpoint,
    enabled: webhook.enabled,
    event_types: webhook.eventTypes,
    payload_version: webhook.payloadVersion,
    schedule: webhook.schedule,
    rate_limit: webhook.rateLimit,
    ordering: webhook.ordering,
    headers: Object.fromEntries(webhook.headerNames.map((name) => [name, MASKED_VALUE])),
    disabled_reason: webhook.disabledReason,
    disabled_at: webhook.disabledAt?.toISOString() ?? null,
    disabled_by_delivery_id: webhook.disabledByDeliveryId,
    secrets: liveSecrets(webhook.secrets, now).map((secret) => ({
      created_at: toApiTime(secret.created_at),
      expires_at: secret.expires_at === null ? null : toApiTime(secret.expires_at),
    })),
    revision: shownRevision(webhook),
    created_at: webhook.createdAt.toISOString(),
    updated_at: webhook.updatedAt.toISOString(),
  };
}
