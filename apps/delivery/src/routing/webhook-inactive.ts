import { conflict, type Problem } from '@flowforge/service-kit/http/problem';

/** Code of the problem below. */
export const WEBHOOK_INACTIVE = 'webhook_inactive';

/** 409: nothing is sent to this webhook. */
export function webhookInactive(): Problem {
  return conflict(
    WEBHOOK_INACTIVE,
    'The webhook is disabled or deleted. Enable it first if it is disabled; a deleted webhook cannot be enabled.',
  );
}
