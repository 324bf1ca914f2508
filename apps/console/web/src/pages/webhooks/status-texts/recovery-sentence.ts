import { plural } from '@flowforge/design-system/format/number.ts';
import type { Recovery } from '../../../api/deliveries.js';

/** What a recovery does, or did, in one line. */
export function recoveryTitle(recovery: Recovery): string {
  const queued =
    recovery.requeued === 0
      ? 'nothing queued to be sent'
      : `${plural(recovery.requeued, 'delivery', 'deliveries')} queued to be sent`;
  switch (recovery.state) {
    case 'running':
      return recovery.requeued === 0 ? 'Recovery runs' : `Recovery runs: ${queued} so far`;
    case 'completed':
      return `Recovery finished: ${recovery.requeued === 0 ? nothingFound(recovery) : queued}`;
    case 'cancelled':
      return `Recovery cancelled: ${queued} before`;
    case 'failed':
      return `Recovery failed: ${queued} before`;
  }
}

/** How it stands after a recovery: the deliveries of the webhook that wait, and those that failed in the last 24 hours. */
export function whatIsLeft(waiting: number, failed: number): string {
  const waits =
    waiting === 0
      ? 'No delivery of this webhook waits any more'
      : plural(waiting, 'delivery of this webhook still waits', 'deliveries of this webhook still wait');
  if (failed > 0) return `${waits}; ${plural(failed, 'is', 'are')} left as failed.`;
  return waiting === 0 ? `${waits}, and none is left as failed.` : `${waits}.`;
}

const CONDITIONS: Record<Recovery['statuses'][number], string> = {
  failed: 'had failed',
  skipped: 'was skipped',
  pending: 'was waiting for its next attempt',
};

function nothingFound({ statuses }: Recovery): string {
  const conditions = statuses.map((status) => CONDITIONS[status]);
  const last = conditions.pop() ?? '';
  return `no delivery ${conditions.length === 0 ? last : `${conditions.join(', ')} or ${last}`}`;
}
