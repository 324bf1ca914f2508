import { IdField, TimeParameterField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';
import { RECOVERABLE_STATUSES, type RecoverableStatus } from '../job/job.js';
import { DEFAULT_STATUSES, STATUSES_TEXT } from '../recovery/recovery.dto.js';

/** The command to recover deliveries of a webhook. */
export class StartRecoveryDto {
  @IdField({
    description: 'Id of the webhook, a UUID. It must be enabled.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @TimeParameterField({
    description:
      'Only events that happened at or after this time are covered, in RFC 3339 with a time zone. Events are kept for 30 days by default.',
    example: '2026-05-20T08:00:00Z',
  })
  since: string;

  @TimeParameterField({
    description:
      'Only events that happened before this time are covered, in RFC 3339 with a time zone. It must be later than `since`. Default: the time of the request, which is also the latest time that counts.',
    example: '2026-05-20T10:00:00Z',
    optional: true,
  })
  until?: string;

  @ChoiceListField({
    description: `Statuses of the deliveries to send. ${STATUSES_TEXT} Default: ${DEFAULT_STATUSES.map((status) => `\`${status}\``).join(' and ')}.`,
    choices: RECOVERABLE_STATUSES,
    minItems: 1,
    maxItems: RECOVERABLE_STATUSES.length,
    example: ['failed', 'skipped'],
    optional: true,
  })
  statuses?: RecoverableStatus[];
}
