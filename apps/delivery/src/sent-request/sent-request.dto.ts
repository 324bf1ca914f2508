import { ChoiceField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { HeaderDto, headerDtos } from '../delivery/header.dto.js';
import { BODY_STATES, bodyOf } from './sent-request.js';
import type { SentRequestRow } from './sent-request.store.js';

/** The request of a delivery. */
export class SentRequestDto {
  @ObjectListField({
    description:
      'The headers that are the same in every attempt. An attempt also has `user-agent`, `webhook-timestamp`, `webhook-signature`, `flowforge-attempt`, and the headers that you set at the webhook; their values are not stored.',
    of: () => HeaderDto,
    maxItems: 64,
  })
  headers: HeaderDto[];

  @TextField({
    description:
      'The request body, byte for byte the same in every attempt. Null when it cannot be shown; `body_state` says why.',
    nullable: true,
    min: 0,
    max: 1_048_576,
    example:
      '{"id":"0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f","data":{…},"event":"captured_form.created","object":"event","created_at":"2026-05-20T09:30:40.498Z"}',
  })
  body: string | null;

  @ChoiceField({
    description: `What \`body\` is. The body is not stored but rendered from the event:
- \`as_sent\`: exactly what was sent. It has the hash \`body_sha256\`.
- \`not_sent\`: what the first attempt will send.
- \`differs\`: this release renders other bytes than those that were sent, so they are not shown. Nothing more is sent either.
- \`event_removed\`: the event is no longer stored.
- \`unknown_version\`: a newer release of Flowforge stored the event or its payload version, and this one cannot render it.`,
    choices: BODY_STATES,
    example: 'as_sent',
  })
  body_state: string;

  @TextField({
    description:
      'SHA-256 of the body as it was first sent, in hexadecimal. Compare it with the hash of what your endpoint received. Null before the first attempt.',
    nullable: true,
    min: 64,
    max: 64,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  body_sha256: string | null;
}

/** The request of a delivery in the form of the API. */
export function sentRequestDto(row: SentRequestRow): SentRequestDto {
  const bodyHash = row.body_hash?.toString('hex') ?? null;
  const { body, state } = bodyOf({ payload: row.payload, payloadVersion: row.payload_version, bodyHash });
  return {
    headers: headerDtos([
      ...['content-type', 'application/json'],
      ...['webhook-id', row.event_id],
      ...['flowforge-event', row.event_type],
      ...['flowforge-delivery', row.id],
    ]),
    body,
    body_state: state,
    body_sha256: bodyHash,
  };
}
