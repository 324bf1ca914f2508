import { ChoiceField, IdField, IntegerField, TimeField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { JOB_FAILURE_REASONS, JOB_STATES, RECOVERABLE_STATUSES, type RecoverableStatus } from '../job/job.js';
import type { RecoveryRow } from './recovery.store.js';

/** What a recovery covers by default. Deliveries that wait for a retry are sent anyway. */
export const DEFAULT_STATUSES: readonly RecoverableStatus[] = ['failed', 'skipped'];

/** For descriptions of fields: what each status means for a recovery. */
export const STATUSES_TEXT =
  '`failed`: no retry is left. `skipped`: the webhook was disabled or deleted, also events without a delivery that happened in this time. `pending`: deliveries that wait for their next retry; they would be sent automatically, but later. Not those that are due already, for example while the circuit of the webhook is open: they are sent as soon as its probe succeeds.';

/** Filters of the list of recoveries. */
export class ListRecoveriesQueryDto extends ListQueryDto {
  @IdField({
    description: 'Only recoveries of this webhook. A UUID. Without it, of all webhooks.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
    optional: true,
  })
  webhook_id?: string;
}

/** A recovery and its progress. */
export class RecoveryDto {
  @IdField({
    description: 'Id of the recovery, a UUID.',
    example: '0196f0b2-1c3d-7e4f-8a5b-6c7d8e9f0a1b',
  })
  id: string;

  @IdField({
    description: 'Id of the webhook whose deliveries are sent again, a UUID.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @TimeField({
    description: 'Only events that happened at or after this time are covered, in RFC 3339 (UTC).',
    example: '2026-05-20T08:00:00.000Z',
  })
  since: string;

  @TimeField({
    description:
      'Only events that happened before this time are covered, in RFC 3339 (UTC). The time of the request if it named none.',
    example: '2026-05-20T10:02:17.036Z',
  })
  until: string;

  @ChoiceListField({
    description: `Statuses of the deliveries that are covered. ${STATUSES_TEXT}`,
    choices: RECOVERABLE_STATUSES,
    maxItems: RECOVERABLE_STATUSES.length,
    example: ['failed', 'skipped'],
  })
  statuses: RecoverableStatus[];

  @ChoiceField({
    description: `State of the recovery:
- \`running\`: events are examined. It pauses while 250 deliveries of the webhook are due, for example while its circuit is open.
- \`completed\`: all events were examined. What was found is in the queue of the webhook, or sent already.
- \`cancelled\`: ended by a DELETE, or because the webhook was disabled or deleted. What was found before is still sent while the webhook is enabled.
- \`failed\`: the same part failed 10 times within about 25 minutes, because of us. What was found before is still sent. A new recovery with \`since\` = \`examined_until\` goes on from there.`,
    choices: JOB_STATES,
    example: 'running',
  })
  state: string;

  @ChoiceField({
    description: `Why the recovery failed:
- \`timeout\`: a part of it took too long. Recoveries of shorter times may work.
- \`internal_error\`: any other failure on our side.

Null unless the state is \`failed\`.`,
    choices: JOB_FAILURE_REASONS,
    nullable: true,
    example: null,
  })
  failure_reason: string | null;

  @IntegerField({
    description:
      'Deliveries found so far that the recovery covers. Those that are in flight, or that wait for their order, are not covered, and neither are those that are due already, for example while the circuit of the webhook is open: they are sent without a recovery.',
    min: 0,
    example: 1_204,
  })
  matched: number;

  @IntegerField({
    description:
      'Deliveries put in the queue so far, to be sent at once. It is lower than `matched` when a delivery was sent by other means at the same moment. `GET /v1/deliveries` shows how each of them ends.',
    min: 0,
    example: 1_204,
  })
  requeued: number;

  @TimeField({
    description:
      'Events up to this time were examined, in RFC 3339 (UTC): between `since` and `until`, and equal to `until` when the recovery is completed. Null before the first events were examined.',
    nullable: true,
    example: '2026-05-20T09:30:40.512Z',
  })
  examined_until: string | null;

  @TimeField({
    description: 'When the recovery was requested, in RFC 3339 (UTC).',
    example: '2026-05-20T10:02:17.036Z',
  })
  created_at: string;

  @TimeField({
    description:
      'When the recovery was completed or cancelled, or has failed, in RFC 3339 (UTC). Null while it runs. By default it is kept for 30 days after that.',
    nullable: true,
    example: null,
  })
  finished_at: string | null;
}

/** A page of recoveries. */
export class RecoveryListDto extends ListDto(RecoveryDto) {}

const timeOf = (micros: string): string => new Date(Math.floor(Number(micros) / 1_000)).toISOString();

/** A stored recovery in the form of the API. */
export function recoveryDto(row: RecoveryRow): RecoveryDto {
  const examinedUntil = row.state === 'completed' ? row.until : row.position_at;
  return {
    id: row.id,
    webhook_id: row.webhook_id,
    since: timeOf(row.since),
    until: timeOf(row.until),
    statuses: row.statuses,
    state: row.state,
    failure_reason: row.failure_reason,
    matched: row.matched,
    requeued: row.requeued,
    examined_until: examinedUntil === null ? null : timeOf(examinedUntil),
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
