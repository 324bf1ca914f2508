import { plural } from '@flowforge/design-system/format/number.ts';
import type { Recovery, WaitingDeliveries } from '../../../api/deliveries.js';

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

/** How it stands after a recovery. */
export interface Left {
  /** The deliveries of the webhook that wait, as far as they were counted. */
  waiting: number;
  /** Whether more may wait than were counted. */
  isWaitingPartial: boolean;
  /** Whether a delivery of the webhook is left as failed. */
  hasFailed: boolean;
}

/** Says “none” only of what was counted completely. */
export function whatIsLeft({ waiting, isWaitingPartial, hasFailed }: Left): string {
  const failed = hasFailed ? 'Some are left as failed.' : 'None is left as failed.';
  if (waiting === 0)
    return isWaitingPartial ? failed : `No delivery of this webhook waits any more. ${failed}`;
  const waits = plural(
    waiting,
    'delivery of this webhook still waits',
    'deliveries of this webhook still wait',
  );
  return `${isWaitingPartial ? 'At least ' : ''}${waits}. ${failed}`;
}

/** The deliveries of one webhook that wait, and whether more may. Not every webhook is listed when there are many: the total tells. */
export function waitingOfWebhook(
  { deliveries, webhooks, is_partial }: WaitingDeliveries,
  webhookId: string,
): Pick<Left, 'waiting' | 'isWaitingPartial'> {
  const mine = webhooks.find(({ webhook_id }) => webhook_id === webhookId);
  const listed = webhooks.reduce((sum, webhook) => sum + webhook.deliveries, 0);
  const isListCut = mine === undefined && listed < deliveries;
  return { waiting: mine?.deliveries ?? 0, isWaitingPartial: is_partial || isListCut };
}

/** How long the result of a recovery is shown, in milliseconds. */
const SHOWN_MS = 3_600_000;

/**
 * Whether the result of a recovery no longer says how things stand. After an hour it is old; one that failed asks for another one, so it
 * stays until there is one. When the webhook was paused or disabled since then, that is what counts now. Times in milliseconds.
 */
export function isOutdated(
  { state, finished_at }: Recovery,
  since: { pausedAt: number | undefined; disabledAt: number | undefined },
  now: number,
): boolean {
  if (finished_at === null) return false;
  const finished = Date.parse(finished_at);
  if ([since.pausedAt, since.disabledAt].some((at) => at !== undefined && at > finished)) return true;
  return state !== 'failed' && now - finished > SHOWN_MS;
}

const CONDITIONS: Record<Recovery['statuses'][number], string> = {
  failed: 'had failed',
  skipped: 'was skipped',
  pending: 'was waiting for a later attempt',
};

function nothingFound({ statuses }: Recovery): string {
  const conditions = statuses.map((status) => CONDITIONS[status]);
  const last = conditions.pop() ?? '';
  return `no delivery ${conditions.length === 0 ? last : `${conditions.join(', ')} or ${last}`}`;
}
