import { Button } from '@flowforge/design-system/button/button';
import { Notice, type Tone } from '@flowforge/design-system/state/notice';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import {
  cancelRecovery,
  leftAsFailedQuery,
  recoveriesQuery,
  type Recovery,
  waitingQuery,
} from '../../../api/deliveries.js';
import { Link } from '../../../frame/link.js';
import { useCan } from '../../../session/session.js';
import { recoveryTitle, whatIsLeft } from '../status-texts/recovery-sentence.js';

/** How long the result of a recovery is shown, in milliseconds. One that failed is shown until there is another. */
const SHOWN_MS = 3_600_000;

/** The last recovery of the webhook: its progress, and for an hour what it did. */
export function Recoveries({ webhookId, isPaused }: { webhookId: string; isPaused: boolean }) {
  const { data } = useQuery(recoveriesQuery(webhookId));
  const [hiddenId, setHiddenId] = useState<string>();
  const last = data?.items[0];
  const isOld = useNow(
    (now) =>
      last?.finished_at != null && last.state !== 'failed' && now - Date.parse(last.finished_at) > SHOWN_MS,
  );
  if (last === undefined || isOld || last.id === hiddenId) return null;
  if (last.state === 'running') return <RunningRecovery recovery={last} isPaused={isPaused} />;
  return <EndedRecovery recovery={last} onHide={() => setHiddenId(last.id)} />;
}

const TONES: Record<Recovery['state'], Tone> = {
  running: 'info',
  completed: 'success',
  cancelled: 'neutral',
  failed: 'warning',
};

function EndedRecovery({ recovery, onHide }: { recovery: Recovery; onHide: () => void }) {
  const { state, requeued, webhook_id, since } = recovery;
  // It reaches back as far as anything can wait: its beginning says nothing.
  const isOfWaiting = recovery.statuses.every((status) => status === 'pending');
  const left = useLeft(webhook_id);
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
function useLeft(webhookId: string): string {
  const { data: waiting } = useQuery(waitingQuery);
  const { data: failed } = useQuery(leftAsFailedQuery);
  if (waiting === undefined || failed === undefined) return 'The list shows how each delivery ends.';
  return whatIsLeft(
    waiting.webhooks.find(({ webhook_id }) => webhook_id === webhookId)?.deliveries ?? 0,
    failed.items.filter(({ webhook_id }) => webhook_id === webhookId).length,
  );
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
