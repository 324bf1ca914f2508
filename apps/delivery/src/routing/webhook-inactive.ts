import { conflict, type Problem } from '@flowforge/service-kit/http/problem';

/** 409: nothing is sent to this webhook. */
export function webhookInactive(): Problem {
  return conflict(
    'webhook_inactive',
    'The webhook is disabled or deleted. Enable it first if it is disabled; a deleted webhook cannot be enabled.',
  );
}
