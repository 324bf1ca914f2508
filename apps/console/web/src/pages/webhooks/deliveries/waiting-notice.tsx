import { Button } from '@flowforge/design-system/button/button';
import { plural } from '@flowforge/design-system/format/number.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { recoveriesQuery, waitingQuery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { sinceOf } from './delivery-search.js';
import { useStartRecovery } from './use-start-recovery.js';

/** Deliveries that wait for their next attempt after a failure, or because sending is paused, with a way to send all of them now. */
export function WaitingNotice({ webhookId, isPaused }: { webhookId: string; isPaused: boolean }) {
  const { data } = useQuery(waitingQuery);
  const queryClient = useQueryClient();
  const start = useStartRecovery(
    webhookId,
    () => void queryClient.invalidateQueries({ queryKey: ['statistics', 'waiting'] }),
  );
  const canSend = useCan('deliveries:write');
  const { data: recoveries } = useQuery(recoveriesQuery(webhookId));
  const mine = data?.webhooks.find(({ webhook_id }) => webhook_id === webhookId);
  const isRunning = recoveries?.items[0]?.state === 'running';
  if (mine === undefined || isRunning || (mine.retries === 0 && !isPaused)) return null;
  const counted = isPaused ? mine.deliveries : mine.retries;
  const atLeast = data?.is_partial === true ? 'At least ' : '';
  const wait = isPaused
    ? plural(counted, 'delivery waits', 'deliveries wait')
    : plural(counted, 'delivery waits for its next attempt', 'deliveries wait for their next attempt');
  return (
    <Notice
      tone="info"
      title={`${atLeast}${wait}`}
      action={
        canSend &&
        mine.retries > 0 && (
          <Button
            size="small"
            onPress={() => start.mutate({ since: sinceOf('30d', Date.now()), statuses: ['pending'] })}
            isPending={start.isPending}
          >
            Send all now
          </Button>
        )
      }
    >
      <p>
        {isPaused ? whilePaused(mine.retries) : WHILE_SENDING}
        {start.error !== null && ` They were not sent. ${messageOf(start.error) ?? ''}`}
      </p>
    </Notice>
  );
}

const WHILE_SENDING =
  'Each is sent by itself, at the time in the column “Next”. If the endpoint works again, send all now.';

/** What deliveries wait for while the circuit is open. `retries`: those that were tried before. */
function whilePaused(retries: number): string {
  if (retries === 0) return 'They start by themselves once a probe has succeeded.';
  return `They start once a probe has succeeded; ${plural(retries, 'was', 'were')} tried before, and may have a later time. If the endpoint works again, send all now: the first one is the probe, and the others follow.`;
}
