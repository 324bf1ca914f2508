import { Button } from '@flowforge/design-system/button/button';
import { plural } from '@flowforge/design-system/format/number.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { waitingQuery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { sinceOf } from './delivery-search.js';
import { useStartRecovery } from './use-start-recovery.js';

/** Deliveries that wait for their next attempt after a failure, with a way to send all of them now. */
export function WaitingNotice({ webhookId, isPaused }: { webhookId: string; isPaused: boolean }) {
  const { data } = useQuery(waitingQuery);
  const queryClient = useQueryClient();
  const start = useStartRecovery(
    webhookId,
    () => void queryClient.invalidateQueries({ queryKey: ['statistics', 'waiting'] }),
  );
  const canSend = useCan('deliveries:write');
  const retries = data?.webhooks.find(({ webhook_id }) => webhook_id === webhookId)?.retries ?? 0;
  if (retries === 0) return null;
  return (
    <Notice
      tone="info"
      title={`${data?.is_partial === true ? 'At least ' : ''}${plural(retries, 'delivery waits for its', 'deliveries wait for their')} next attempt`}
      action={
        canSend && (
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
        {isPaused
          ? 'Each is sent by itself after its delay, once a probe has succeeded. If the endpoint works again, send all now: the first one is the probe, and the others follow.'
          : 'Each is sent by itself, at the time in the column “Next”. If the endpoint works again, you need not wait.'}
        {start.error !== null && ` They were not sent. ${messageOf(start.error) ?? ''}`}
      </p>
    </Notice>
  );
}
