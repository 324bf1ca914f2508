import { plural } from '@flowforge/design-system/format/number.ts';
import type { Recovery } from '../../../api/deliveries.js';

/** What a recovery does, or did, in one line. “Sent again” means put in the queue: the list of deliveries shows how each of them ends. */
export function recoveryTitle(recovery: Recovery): string {
  const sent =
    recovery.requeued === 0
      ? 'nothing was sent again'
      : `${plural(recovery.requeued, 'delivery', 'deliveries')} sent again`;
  switch (recovery.state) {
    case 'running':
      return recovery.requeued === 0 ? 'Recovery runs' : `Recovery runs: ${sent} so far`;
    case 'completed':
      return `Recovery finished: ${recovery.requeued === 0 ? nothingFound(recovery) : sent}`;
    case 'cancelled':
      return `Recovery cancelled: ${sent} before`;
    case 'failed':
      return `Recovery failed: ${sent} before`;
  }
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
