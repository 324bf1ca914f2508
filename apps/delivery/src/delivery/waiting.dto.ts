import { ChoiceField, TimeField } from '@flowforge/service-kit/http/fields';
import { type Waiting, WAITING_REASONS } from './waiting.js';

/** Why a delivery waits, and until when. */
export class WaitingForDto {
  @ChoiceField({
    description: `Why the delivery waits:
- \`order\`: the webhook keeps the order of a conversation, and an earlier delivery of it has not ended.
- \`retry\`: an attempt failed, and the time of the next one has not come.
- \`circuit\`: the endpoint keeps failing, so the circuit of its webhook is not closed (\`GET /v1/circuits\`).
- \`rate_limit\`: the \`rate_limit\` of the webhook allows no attempt at the moment.
- \`queue\`: the delivery starts as soon as there is room for one more attempt.`,
    choices: WAITING_REASONS,
    example: 'retry',
  })
  reason: string;

  @TimeField({
    description:
      'When the wait ends, in RFC 3339 (UTC), never in the past. For `circuit` it is when the next probe can start; the wait continues if the probe fails. Null when it is not known, as for `order`, `queue` and `rate_limit`, and for `circuit` while a probe runs.',
    nullable: true,
    example: '2026-05-20T09:30:45.871Z',
  })
  until: string | null;
}

/** Why a delivery waits, in the form of the API. */
export function waitingForDto({ reason, until }: Waiting): WaitingForDto {
  return { reason, until: until?.toISOString() ?? null };
}
