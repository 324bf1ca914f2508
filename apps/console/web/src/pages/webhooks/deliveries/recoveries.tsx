import { Button } from '@flowforge/design-system/button/button';
import { Notice, type Tone } from '@flowforge/design-system/state/notice';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import {
  cancelRecovery,
  type Circuit,
  hasFailedQuery,
  recoveriesQuery,
  type Recovery,
  waitingQuery,
} from '../../../api/deliveries.js';
import { Link } from '../../../frame/link.js';
import { useCan } from '../../../session/session.js';
import {
  isOutdated,
  recoveryTitle,
  waitingOfWebhook,
  whatIsLeft,
} from '../status-texts/recovery-sentence.js';

interface RecoveriesProps {
  webhookId: string;
  /** Undefined while it is closed. */
  circuit: Circuit | undefined;
  /** When the webhook was disabled, in RFC 3339; null while it is enabled. */
  disabledAt: string | null;
}

/** The last recovery of the webhook: its progress, and what it did until that is outdated. */
export function Recoveries({ webhookId, circuit, disabledAt }: RecoveriesProps) {
  const { data } = useQuery(recoveriesQuery(webhookId));
  const [hiddenId, setHiddenId] = useState<string>();
  const last = data?.items[0];
  const since = { pausedAt: timeOf(circuit?.since), disabledAt: timeOf(disabledAt) };
  const isHidden = useNow((now) => last !== undefined && isOutdated(last, since, now));
  if (last === undefined || isHidden || last.id === hiddenId) return null;
  if (last.state === 'running') return <RunningRecovery recovery={last} isPaused={circuit !== undefined} />;
  return <EndedRecovery key={last.id} recovery={last} onHide={() => setHiddenId(last.id)} />;
}

function timeOf(text: string | null | undefined): number | undefined {
  return text == null ? undefined : Date.parse(text);
}

const TONES: Record<Recovery['state'], Tone> = {
  running: 'info',
  completed: 'success',
  cancelled: 'neutral',
  failed: 'warning',
};

function EndedRecovery({ recovery, onHide }: { recovery: Recovery; onHide: () => void }) {
  const { state, requeued, webhook_id, since, finished_at } = recovery;
  // It reaches back as far as anything can wait: its beginning says nothing.
  const isOfWaiting = recovery.statuses.every((status) => status === 'pending');
  const left = useLeft(recovery);
  const tone = state === 'completed' && requeued === 0 ? 'neutral' : TONES[state];
  return (
    <Notice
      tone={tone}
      title={recoveryTitle(recovery)}
      action={
        <Button size="small" variant="quiet" onPress={onHide}>
          Hide
        </Button>
      }
    >
      <p>
        {finished_at !== null && (
          <>
            It ended <Time at={finished_at} />.{' '}
          </>
        )}
        {!isOfWaiting && (
          <>
            Events since <Time at={since} isClock />.{' '}
          </>
        )}
        {state === 'failed' && (
          <>
            We failed, it is not your fault.{' '}
            {recovery.failure_reason === 'timeout' ? 'Recover a shorter time.' : 'Recover again.'}{' '}
            {recovery.examined_until !== null && (
              <>
                Events until <Time at={recovery.examined_until} isClock /> were examined.{' '}
              </>
            )}
          </>
        )}
        {requeued > 0 && (
          <>
            {left}{' '}
            {!isOfWaiting && (
              <Link
                to="/profile/webhooks/$webhookId/deliveries"
                params={{ webhookId: webhook_id }}
                search={{ since }}
                look="inline"
              >
                Show the deliveries of this time
              </Link>
            )}
          </>
        )}
      </p>
    </Notice>
  );
}

/** What is left to be sent now. Until it is known, another sentence keeps its place. */
function useLeft(recovery: Recovery): string {
  const queryClient = useQueryClient();
  const { webhook_id } = recovery;
  // What was read before the recovery ended does not count, so it is read again.
  useEffect(() => {
    for (const { queryKey } of [waitingQuery, hasFailedQuery(webhook_id)])
      void queryClient.invalidateQueries({ queryKey });
  }, [queryClient, webhook_id]);
  const waiting = useQuery(waitingQuery);
  const failed = useQuery(hasFailedQuery(webhook_id));
  const isNew = waiting.isFetchedAfterMount && failed.isFetchedAfterMount;
  if (waiting.data === undefined || failed.data === undefined || !isNew)
    return 'The list shows how each delivery ends.';
  return whatIsLeft({ ...waitingOfWebhook(waiting.data, webhook_id), hasFailed: failed.data });
}

function RunningRecovery({ recovery, isPaused }: { recovery: Recovery; isPaused: boolean }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRecovery(recovery.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['recoveries', recovery.webhook_id] }),
  });
  const canCancel = useCan('deliveries:write');
  return (
    <Notice
      tone="info"
      title={recoveryTitle(recovery)}
      action={
        canCancel && (
          <Button size="small" onPress={() => cancel.mutate()} isPending={cancel.isPending}>
            Cancel recovery
          </Button>
        )
      }
    >
      <p>
        {recovery.examined_until === null ? (
          'It begins with the oldest event.'
        ) : (
          <>
            Events until <Time at={recovery.examined_until} isClock /> of those until{' '}
            <Time at={recovery.until} isClock /> were examined.
          </>
        )}
        {isPaused &&
          ' Sending is paused because the endpoint keeps failing: what is queued starts once a probe has succeeded.'}
        {cancel.error !== null && ` It was not cancelled. ${messageOf(cancel.error) ?? ''}`}
      </p>
    </Notice>
  );
}
