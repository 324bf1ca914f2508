import { EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { renderBody } from '@flowforge/contracts/webhook-body/render';
import {
  ALLOWED_ASSIGNMENT_EVENT_TYPES,
  DEFAULT_ASSIGNMENT_EVENT_TYPES,
  EVENT_TYPES,
  type EventType,
  PAYLOAD_VERSIONS,
  type PayloadVersion,
} from '@flowforge/contracts/words';
import type { Schema } from '@flowforge/service-kit/openapi/example-of-schema';
import type { WebhookDescriptions } from '@flowforge/service-kit/openapi/openapi';
import { bodySchema } from './body-schemas.js';

const SUMMARIES: Readonly<Record<EventType, string>> = {
  'captured_form.created': 'A visitor or a caller has completed a form',
  'captured_intent.created': 'The assistant has recognised an intent, for the first time in the conversation',
  'conversation.closed': 'A conversation has ended',
};

/** Which assignments send this event, by default and at all. */
function assignmentsText(type: EventType): string {
  const toForm = ALLOWED_ASSIGNMENT_EVENT_TYPES.form.includes(type)
    ? 'An assignment to the form sends this event.'
    : 'An assignment to a form does not send this event.';
  const toAssistant = DEFAULT_ASSIGNMENT_EVENT_TYPES.assistant.includes(type)
    ? 'An assignment to the assistant sends it by default.'
    : 'An assignment to the assistant sends it only if its `event_types` name it.';
  return `${toForm} ${toAssistant}`;
}

const CONDITIONS =
  'The webhook must be enabled, and the `event_types` of both the webhook and the assignment must include this type.';

const RULES =
  'Verify the signature with the secret of the ' +
  'webhook, following Standard Webhooks 1.0.0, before you read the body. Any 2xx status is success. Any other status, a redirect ' +
  'or no complete response within 15 seconds is a failure, and the request is repeated with the same id and the same body. The status 410 disables the webhook. ' +
  'A response may have the header `webhook-delivery`: `disable` disables the webhook, whatever the status is; `abort-message` ' +
  'with a status that is not 2xx ends this delivery without a retry.';

/** Name of the schema of a body: `CapturedFormCreated_2026_05`. */
export function schemaName(version: PayloadVersion, type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}_${version.replaceAll('-', '_')}`;
}

const header = (name: string, description: string, example: string, schema: Schema = { type: 'string' }) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema,
  example,
});

const HEADERS = (type: EventType): object[] => [
  header('webhook-id', 'Id of the event, equal in every attempt.', EXAMPLE_EVENTS[type].id),
  header('webhook-timestamp', 'When this attempt was signed, in seconds since 1970-01-01 UTC.', '1764168000'),
  header(
    'webhook-signature',
    'Signatures of `{webhook-id}.{webhook-timestamp}.{body}`: `v1,` and base64 of HMAC-SHA256. Several are separated by spaces ' +
      'while a rotated secret is still valid. One match is enough.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
  header('flowforge-event', 'The type of the event, in its canonical spelling.', type),
  header(
    'flowforge-delivery',
    'Id of the delivery: this event to this webhook.',
    '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  ),
  header('flowforge-attempt', 'Number of this attempt of the delivery, from 1.', '1'),
  header('user-agent', 'The name and version of the sender.', 'Flowforge-Webhooks/0.1.0'),
];

function webhook(type: EventType): object {
  return {
    post: {
      operationId: `webhook_${type.replaceAll('.', '_')}`,
      summary: SUMMARIES[type],
      description: `${assignmentsText(type)} ${CONDITIONS} ${RULES}`,
      tags: ['webhooks'],
      parameters: HEADERS(type),
      requestBody: {
        required: true,
        description: 'The format follows the `payload_version` of the webhook.',
        content: {
          'application/json': {
            schema: {
              oneOf: PAYLOAD_VERSIONS.map((version) => ({
                $ref: `#/components/schemas/${schemaName(version, type)}`,
              })),
            },
            examples: Object.fromEntries(
              PAYLOAD_VERSIONS.map((version) => [
                version,
                {
                  summary: `Payload version ${version}`,
                  value: JSON.parse(renderBody(EXAMPLE_EVENTS[type], version)),
                },
              ]),
            ),
          },
        },
      },
      responses: {
        '2XX': { description: 'The event is accepted; the delivery has succeeded.' },
        '410': { description: 'The endpoint is gone: the webhook is disabled.' },
        default: { description: 'The attempt has failed and is repeated later.' },
      },
    },
  };
}

/** The requests that Flowforge sends to the endpoints of webhooks, for the OpenAPI document. */
export const WEBHOOKS: WebhookDescriptions = {
  webhooks: Object.fromEntries(EVENT_TYPES.map((type) => [type, webhook(type)])),
  schemas: Object.fromEntries(
    EVENT_TYPES.flatMap((type) =>
      PAYLOAD_VERSIONS.map((version) => [schemaName(version, type), bodySchema(version, type)]),
    ),
  ),
};
