import { EVENT_TYPES, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  ObjectListField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { OUTCOMES, outcomeOfStored } from '../attempt/attempt.js';
import { DELIVERY_STATUSES } from '../delivery/delivery.js';
import { type AttemptRow, ATTEMPTS_SHOWN, type DeliveryRow } from '../delivery/delivery.store.js';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const TIME_HINT = 'must be an RFC 3339 time, such as 2026-11-22T14:54:32Z';

/** Filters of the list of deliveries. */
export class ListDeliveriesQueryDto extends ListQueryDto {
  @IdField({ description: 'Only for this webhook.', optional: true })
  webhook_id?: string;

  @ChoiceField({ description: 'Only of this event.', choices: EVENT_TYPES, optional: true })
  event?: string;

  @ChoiceField({ description: 'Only with this status.', choices: DELIVERY_STATUSES, optional: true })
  status?: string;

  @IdField({ description: 'Only of this conversation.', optional: true })
  conversation_id?: string;

  @TextField({
    description: 'Only created at or after this time.',
    optional: true,
    max: 40,
    pattern: TIME,
    patternHint: TIME_HINT,
    format: 'date-time',
  })
  since?: string;

  @TextField({
    description: 'Only created before this time.',
    optional: true,
    max: 40,
    pattern: TIME,
    patternHint: TIME_HINT,
    format: 'date-time',
  })
  until?: string;
}

/** One event for one webhook. */
export class DeliveryDto {
  @IdField({ description: 'The delivery.', example: '0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a' })
  id: string;

  @IdField({
    description: 'The event; `webhook-id` on the wire.',
    example: '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f',
  })
  event_id: string;

  @ChoiceField({ description: 'What happened.', choices: EVENT_TYPES, example: 'captured_form.created' })
  event: string;

  @IdField({ description: 'Where it goes.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IdField({ description: 'Where it happened.', example: '0196f0a4-7a10-7c31-b0d4-1c2d3e4f5a6b' })
  conversation_id: string;

  @ChoiceField({ description: 'Version of the body.', choices: PAYLOAD_VERSIONS, example: '2026-05' })
  payload_version: string;

  @ChoiceField({ description: 'Where it stands.', choices: DELIVERY_STATUSES, example: 'delivered' })
  status: string;

  @IntegerField({ description: 'Attempts made.', min: 0, max: 1_000_000, example: 1 })
  attempt_count: number;

  @ChoiceField({
    description: 'How the last attempt ended.',
    choices: OUTCOMES,
    nullable: true,
    example: 'delivered',
  })
  last_outcome: string | null;

  @TimeField({
    description: 'When it is looked at next; null once it is done.',
    nullable: true,
    example: null,
  })
  next_attempt_at: string | null;

  @TimeField({ description: 'When it was written down.', example: '2026-05-20T09:30:40.512Z' })
  created_at: string;

  @TimeField({ description: 'When it was done.', nullable: true, example: '2026-05-20T09:30:40.512Z' })
  finished_at: string | null;
}

/** One HTTP request of a delivery. */
export class AttemptDto {
  @IntegerField({
    description: '1 for the first; `flowforge-attempt` on the wire.',
    min: 1,
    max: 1_000_000,
    example: 1,
  })
  attempt: number;

  @TimeField({ description: 'When it started.', example: '2026-05-20T09:30:40.498Z' })
  started_at: string;

  @IntegerField({ description: 'How long it took, in milliseconds.', min: 0, max: 3_600_000, example: 12 })
  duration_ms: number;

  @ChoiceField({
    description: 'How it ended; only `internal_error` is our failure.',
    choices: OUTCOMES,
    example: 'delivered',
  })
  outcome: string;

  @IntegerField({
    description: 'HTTP status of the answer.',
    min: 100,
    max: 999,
    nullable: true,
    example: 200,
  })
  status_code: number | null;

  @TextField({ description: 'What went wrong, in a word or two.', max: 500, nullable: true, example: null })
  detail: string | null;

  @TextField({ description: 'The beginning of the answer.', max: 1_024, nullable: true, example: 'ok' })
  response_excerpt: string | null;
}

/** A delivery with its attempts. */
export class DeliveryWithAttemptsDto extends DeliveryDto {
  @ObjectListField({
    description: 'Its newest attempts, oldest first.',
    of: () => AttemptDto,
    maxItems: ATTEMPTS_SHOWN,
  })
  attempts: AttemptDto[];
}

/** A page of deliveries, newest first. */
export class DeliveryListDto extends ListDto(DeliveryDto) {}

/** A stored delivery in the form of the API. */
export function deliveryDto(row: DeliveryRow): DeliveryDto {
  return {
    id: row.id,
    event_id: row.event_id,
    event: row.event_type,
    webhook_id: row.webhook_id,
    conversation_id: row.conversation_id,
    payload_version: row.payload_version,
    status: row.status,
    attempt_count: row.attempts,
    last_outcome: row.last_outcome === null ? null : outcomeOfStored(row.last_outcome),
    next_attempt_at: row.due_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

/** A stored attempt in the form of the API. */
export function attemptDto(row: AttemptRow): AttemptDto {
  return {
    attempt: row.attempt,
    started_at: row.started_at.toISOString(),
    duration_ms: row.duration_ms,
    outcome: outcomeOfStored(row.outcome),
    status_code: row.status_code,
    detail: row.detail,
    response_excerpt: row.response_excerpt?.toString('utf8') ?? null,
  };
}
