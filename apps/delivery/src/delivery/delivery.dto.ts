import { EVENT_TYPES, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { SHOWN_OUTCOMES, shownOutcome } from '../outcome/outcome.js';
import { FAILURE_REASONS, failureReasonOfOutcome } from './failure-reason.js';
import { AttemptTimingDto, attemptTimingDto } from './attempt-timing.dto.js';
import { DELIVERY_STATUSES } from './delivery.js';
import { HeaderDto, headerDtos } from './header.dto.js';
import type { AttemptPhases } from './attempt-result.js';
import { shownAttempt } from './shown-attempt.js';
import { WaitingForDto, waitingForDto } from './waiting.dto.js';
import { waitingOf } from './waiting.js';
import { type AttemptRow, ATTEMPTS_SHOWN, type DeliveryRow } from './delivery-reader.store.js';

const STATUS_TEXT = `State of the delivery:
- \`pending\`: waits for its next attempt.
- \`in_flight\`: an attempt is running.
- \`delivered\`: the endpoint answered 2xx. Final.
- \`failed\`: the retry schedule is used up, or the endpoint answered 410 or with the header \`webhook-delivery\`. Final.
- \`skipped\`: the webhook was disabled or deleted while the delivery waited, so nothing more was sent. Final.

A final delivery can be sent again with \`POST /v1/deliveries/{id}/resend\`.`;

const OUTCOME_TEXT = `How the attempt ended:
- \`delivered\`: the endpoint answered 2xx.
- \`endpoint_error\`: the endpoint answered another status, or not in valid HTTP. A redirect (3xx) is not followed.
- \`endpoint_timeout\`: there was no complete response in time.
- \`connection\`: the connection was refused, or closed before the answer was complete.
- \`dns\`: the host name could not be resolved to an address on the public internet, so nothing was sent.
- \`tls\`: the TLS connection failed, for example because of an expired certificate.
- \`gone\`: the endpoint answered 410, or another failure with the header \`webhook-delivery: disable\`. The delivery fails without a retry, and the webhook is disabled.
- \`internal_error\`: a failure on our side. It uses up no retry; after 20 of them the delivery fails.`;

/** One event for one webhook. */
export class DeliveryDto {
  @IdField({
    description: 'Id of the delivery, a UUID. Sent to the endpoint as the header `flowforge-delivery`.',
    example: '0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a',
  })
  id: string;

  @IdField({
    description:
      'Id of the event, a UUID. Sent as the header `webhook-id`, the same on every attempt: receivers use it to recognise duplicates.',
    example: '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f',
  })
  event_id: string;

  @ChoiceField({
    description: 'Type of the event, by its canonical name whatever the payload version.',
    choices: EVENT_TYPES,
    example: 'captured_form.created',
  })
  event: string;

  @IdField({
    description: 'Id of the webhook that the event is delivered to, a UUID.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @IdField({
    description: 'Id of the conversation that the event belongs to, a UUID.',
    example: '0196f0a4-7a10-7c31-b0d4-1c2d3e4f5a6b',
  })
  conversation_id: string;

  @ChoiceField({
    description:
      'Version of the request body: the one the webhook had when the event happened. Resending does not change it.',
    choices: PAYLOAD_VERSIONS,
    example: '2026-05',
  })
  payload_version: string;

  @ChoiceField({ description: STATUS_TEXT, choices: DELIVERY_STATUSES, example: 'delivered' })
  status: string;

  @IntegerField({
    description: 'Number of attempts made so far, with one that is running.',
    min: 0,
    max: 1_000_000,
    example: 1,
  })
  attempt_count: number;

  @ChoiceField({
    description:
      'Outcome of the last attempt, as explained at `outcome` of an attempt. Null before the first attempt has ended.',
    choices: SHOWN_OUTCOMES,
    nullable: true,
    example: 'delivered',
  })
  last_outcome: string | null;

  @IntegerField({
    description:
      'HTTP status of the answer to the last attempt that has ended. Null without such an attempt, and when there was no answer.',
    min: 100,
    max: 999,
    nullable: true,
    example: 204,
  })
  last_status_code: number | null;

  @ChoiceField({
    description: `Why the delivery failed. Null unless the status is \`failed\`:
- \`retries_used_up\`: the last retry of the schedule failed, too. \`last_outcome\` says how.
- \`gone\`: the endpoint answered 410, or another failure with the header \`webhook-delivery: disable\`.
- \`aborted\`: the endpoint answered with the header \`webhook-delivery: abort-message\`.
- \`internal_errors\`: 20 failures on our side, or a result that we could not store.`,
    choices: FAILURE_REASONS,
    nullable: true,
    example: null,
  })
  failure_reason: string | null;

  @TimeField({
    description:
      'Earliest start of the next attempt, in RFC 3339 (UTC), never in the past. Null while an attempt runs (`in_flight`), while the delivery waits for its order or for the result of a probe, and when the status is final.',
    nullable: true,
    example: null,
  })
  next_attempt_at: string | null;

  @ObjectField({
    description: 'Why the delivery waits, and until when. Null unless the status is `pending`.',
    of: () => WaitingForDto,
    nullable: true,
    example: null,
  })
  waiting_for: WaitingForDto | null;

  @TimeField({
    description:
      'When the delivery was first stored, in RFC 3339 (UTC). That is after its first attempt if the endpoint answered within a second.',
    example: '2026-05-20T09:30:40.512Z',
  })
  created_at: string;

  @TimeField({
    description:
      'When the delivery reached its final status, in RFC 3339 (UTC). Null while more attempts can follow.',
    nullable: true,
    example: '2026-05-20T09:30:40.512Z',
  })
  finished_at: string | null;
}

/** The example of a delivery that was failed and is sent again. */
export const RESENT_DELIVERY_EXAMPLE: DeliveryDto = {
  id: '0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a',
  event_id: '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f',
  event: 'captured_form.created',
  webhook_id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  conversation_id: '0196f0a4-7a10-7c31-b0d4-1c2d3e4f5a6b',
  payload_version: '2026-05',
  status: 'pending',
  attempt_count: 1,
  last_outcome: 'gone',
  last_status_code: 410,
  failure_reason: null,
  next_attempt_at: '2026-05-20T10:02:17.036Z',
  waiting_for: { reason: 'queue', until: null },
  created_at: '2026-05-20T09:30:40.512Z',
  finished_at: null,
};

/** One HTTP request of a delivery. */
export class AttemptDto {
  @IntegerField({
    description: 'Number of the attempt, from 1. Sent as the header `flowforge-attempt`.',
    min: 1,
    max: 1_000_000,
    example: 1,
  })
  attempt: number;

  @TimeField({
    description: 'When the attempt started, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:40.498Z',
  })
  started_at: string;

  @IntegerField({
    description:
      'Time from the start of the attempt to the end of the response or to the failure, in milliseconds. Always 0 when the outcome is `dns`.',
    min: 0,
    max: 3_600_000,
    example: 12,
  })
  duration_ms: number;

  @ChoiceField({
    description: OUTCOME_TEXT,
    choices: SHOWN_OUTCOMES,
    example: 'delivered',
  })
  outcome: string;

  @IntegerField({
    description: 'HTTP status of the response. Null when no response arrived.',
    min: 100,
    max: 999,
    nullable: true,
    example: 200,
  })
  status_code: number | null;

  @TextField({
    description:
      'Short technical reason of a failure, such as an error code. Null when there is nothing to add to the outcome.',
    max: 500,
    nullable: true,
    example: null,
  })
  detail: string | null;

  @TextField({
    description:
      'First 1,024 bytes of the response body, decoded as UTF-8. Null when the response had no body.',
    max: 1_024,
    nullable: true,
    example: 'ok',
  })
  response_excerpt: string | null;

  @ObjectListField({
    description:
      'Headers of the response to a failed attempt: up to 64 headers and 8 KiB. Empty after a success, and without a response.',
    of: () => HeaderDto,
    maxItems: 64,
  })
  response_headers: HeaderDto[];

  @ObjectField({
    description:
      'How long the phases of a failed attempt took. Null after a success, when no request was made, when the outcome is `dns`, and for attempts of releases before this field.',
    of: () => AttemptTimingDto,
    nullable: true,
  })
  timing: AttemptTimingDto | null;
}

/** A delivery with its attempts. */
export class DeliveryWithAttemptsDto extends DeliveryDto {
  @ObjectListField({
    description: 'The newest 100 attempts, oldest of them first. Empty before the first attempt has ended.',
    of: () => AttemptDto,
    maxItems: ATTEMPTS_SHOWN,
  })
  attempts: AttemptDto[];
}

/** A page of deliveries, newest first. */
export class DeliveryListDto extends ListDto(DeliveryDto) {}

/** A stored delivery in the form of the API. */
export function deliveryDto(row: DeliveryRow): DeliveryDto {
  const waiting = waitingOf(row);
  return {
    id: row.id,
    event_id: row.event_id,
    event: row.event_type,
    webhook_id: row.webhook_id,
    conversation_id: row.conversation_id,
    payload_version: row.payload_version,
    status: row.status,
    attempt_count: row.attempts,
    last_outcome: row.last_outcome === null ? null : shownOutcome(row.last_outcome),
    last_status_code: row.last_status_code,
    failure_reason:
      row.status === 'failed' ? (row.failure_reason ?? failureReasonOfOutcome(row.last_outcome)) : null,
    next_attempt_at: waiting?.nextAttemptAt?.toISOString() ?? null,
    waiting_for: waiting && waitingForDto(waiting),
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

/** A stored attempt in the form of the API. */
export function attemptDto(row: AttemptRow): AttemptDto {
  const { outcome, detail, durationMs, phases } = shownAttempt({ ...row, phases: phasesOf(row) });
  return {
    attempt: row.attempt,
    started_at: row.started_at.toISOString(),
    duration_ms: durationMs,
    outcome,
    status_code: row.status_code,
    detail,
    response_excerpt: row.response_excerpt?.toString('utf8') ?? null,
    response_headers: headerDtos(row.response_headers ?? []),
    timing: phases && attemptTimingDto(phases, durationMs),
  };
}

function phasesOf({ phases_ms }: AttemptRow): AttemptPhases | null {
  if (phases_ms === null) return null;
  const [dnsMs = null, connectMs = null, tlsMs = null, firstByteMs = null] = phases_ms;
  return { dnsMs, connectMs, tlsMs, firstByteMs };
}
