import { Button } from '@flowforge/design-system/button/button';
import { plural } from '@flowforge/design-system/format/number.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { type Circuit, recoveriesQuery, waitingQuery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { pausedSentence } from '../status-texts/paused-sentence.js';
import { sinceOf } from './delivery-search.js';
import { useStartRecovery } from './use-start-recovery.js';

interface WaitingNoticeProps {
  webhookId: string;
  /** Undefined while it is closed. */
  circuit: Circuit | undefined;
}

/** Deliveries that wait because sending is paused, or for their next attempt after a failure; the latter can be sent now. */
export function WaitingNotice({ webhookId, circuit }: WaitingNoticeProps) {
  const { data } = useQuery(waitingQuery);
  const { data: recoveries } = useQuery(recoveriesQuery(webhookId));
  const mine = data?.webhooks.find(({ webhook_id }) => webhook_id === webhookId);
  const isRunning = recoveries?.items[0]?.state === 'running';
  if (mine === undefined || isRunning) return null;
  const atLeast = data?.is_partial === true ? 'At least ' : '';
  // Nothing is offered while it is paused: what is due cannot be sent earlier, and the rest would only wait for the probe, too.
  if (circuit !== undefined)
    return (
      <Notice tone="info" title={`${atLeast}${plural(mine.deliveries, 'delivery waits', 'deliveries wait')}`}>
        <Paused circuit={circuit} />
      </Notice>
    );
  if (mine.retries === 0) return null;
  const wait = plural(
    mine.retries,
    'delivery waits for its next attempt',
    'deliveries wait for their next attempt',
  );
  return <Retries webhookId={webhookId} title={`${atLeast}${wait}`} />;
}

function Paused({ circuit }: { circuit: Circuit }) {
  const canSend = useCan('deliveries:write');
  return <p>{useNow((now) => pausedSentence(circuit, now, canSend))}</p>;
}

function Retries({ webhookId, title }: { webhookId: string; title: string }) {
  const start = useStartRecovery(webhookId);
  const canSend = useCan('deliveries:write');
  return (
    <Notice
      tone="info"
      title={title}
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
        Each is sent automatically, at the time in the column “Next”. If the endpoint works again, send all
        now.
        {start.error !== null && ` They were not sent. ${messageOf(start.error) ?? ''}`}
      </p>
    </Notice>
  );
}
