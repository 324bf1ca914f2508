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
  ChoiceListField,
  FlagField,
  IdField,
  IntegerField,
  MapField,
  ObjectListField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { MASKED_VALUE } from './custom-headers.js';
import { ENDPOINT_MAX } from './endpoint.js';
import { liveSecrets, MOST_LIVE_SECRETS } from './signing-secrets.js';
import type { Webhook } from './webhook.js';

const TIME = '2026-05-20T09:30:00.250Z';

/** Words that several classes of webhook fields share. */
export const NAME_FIELD = {
  description: 'A name of your choice, 1 to 200 characters. It need not be unique.',
  example: 'CRM',
  max: 200,
};
export const ENDPOINT_FIELD = {
  description:
    'The URL that webhooks are sent to: https, a host on the public internet, at most 2048 characters. ' +
    'User name, password and fragment are refused, and so are ports of other protocols such as 22 or 5432. ' +
    'It is stored and shown in its normal form: `HTTPS://CRM.example.com:443` becomes `https://crm.example.com/`.',
  example: 'https://crm.example.com/hooks/flowforge',
  max: ENDPOINT_MAX,
  format: 'uri',
};
export const ENABLED_FIELD = {
  description:
    'Whether events are sent to this webhook. Events that happen while it is disabled are not sent later. Default: true.',
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
  description: 'Version of the webhook body.',
  example: DEFAULT_PAYLOAD_VERSION,
  choices: PAYLOAD_VERSIONS,
};

/** A signing secret without the secret. */
export class SigningSecretDto {
  @TimeField({ description: 'When it was made.', example: TIME })
  created_at: string;

  @TimeField({
    description: 'When the secret stops signing, in RFC 3339 (UTC). Null: it has no end.',
    example: null,
    nullable: true,
  })
  expires_at: string | null;
}

/** A webhook as it is shown. */
export class WebhookDto {
  @IdField({ description: 'Id.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
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

  @MapField({
    description: 'Custom headers of every request. Values are kept encrypted and never shown.',
    example: { 'x-api-key': MASKED_VALUE },
  })
  headers: Record<string, string>;

  @ChoiceField({
    description:
      'Why Flowforge disabled it: `gone` means that its endpoint answered 410. Null when the API disabled it, and while it is enabled.',
    choices: ['gone'],
    nullable: true,
    example: null,
  })
  disabled_reason: 'gone' | null;

  @TimeField({
    description: 'Since when it has been disabled, whoever disabled it. Null while it is enabled.',
    example: null,
    nullable: true,
  })
  disabled_at: string | null;

  @IdField({
    description:
      'Id of the delivery that got the 410, when `disabled_reason` is `gone`: `GET /v1/deliveries/{id}` shows the answer. Null otherwise.',
    example: null,
    nullable: true,
  })
  disabled_by_delivery_id: string | null;

  @ObjectListField({
    description: 'The secrets that sign, newest first; more than one while a rotation overlaps.',
    example: [{ created_at: TIME, expires_at: null }],
    of: () => SigningSecretDto,
    maxItems: MOST_LIVE_SECRETS,
  })
  secrets: SigningSecretDto[];

  @IntegerField({ description: 'Counts its changes from 1.', example: 1, min: 1, max: 2_147_483_647 })
  revision: number;

  @TimeField({ description: 'When it was created.', example: TIME })
  created_at: string;

  @TimeField({ description: 'When it was last changed.', example: TIME })
  updated_at: string;
}

/** A page of webhooks. */
export class WebhookListDto extends ListDto(WebhookDto) {}

/** A webhook in the form of the API; secrets that end before `now` are left out. */
export function showWebhook(webhook: Webhook, now: Instant): WebhookDto {
  return {
    id: webhook.id,
    name: webhook.name,
    endpoint: webhook.endpoint,
    enabled: webhook.enabled,
    event_types: webhook.eventTypes,
    payload_version: webhook.payloadVersion,
    headers: Object.fromEntries(webhook.headerNames.map((name) => [name, MASKED_VALUE])),
    disabled_reason: webhook.disabledReason,
    disabled_at: webhook.disabledAt?.toISOString() ?? null,
    disabled_by_delivery_id: webhook.disabledByDeliveryId,
    secrets: liveSecrets(webhook.secrets, now).map((secret) => ({
      created_at: toApiTime(secret.created_at),
      expires_at: secret.expires_at === null ? null : toApiTime(secret.expires_at),
    })),
    revision: webhook.revision,
    created_at: webhook.createdAt.toISOString(),
    updated_at: webhook.updatedAt.toISOString(),
  };
}
