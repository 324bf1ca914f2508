import { Button } from '@flowforge/design-system/button/button';
import { plural } from '@flowforge/design-system/format/number.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cancelRecovery, recoveriesQuery, type Recovery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';

/** The recovery of the webhook that runs at the moment, with its progress; or the last one, if it has failed. */
export function Recoveries({ webhookId }: { webhookId: string }) {
  const { data } = useQuery(recoveriesQuery(webhookId));
  const last = data?.items[0];
  if (last?.state === 'running') return <RunningRecovery recovery={last} />;
  return last?.state === 'failed' ? <FailedRecovery recovery={last} /> : null;
}

function FailedRecovery({ recovery }: { recovery: Recovery }) {
  return (
    <Notice tone="warning" title="The last recovery has failed">
      <p>
        It is our fault. {plural(recovery.requeued, 'delivery', 'deliveries')} made due before that
        {recovery.examined_until !== null && (
          <>
            ; events until <Time at={recovery.examined_until} /> were examined
          </>
        )}
        . {recovery.failure_reason === 'timeout' ? 'Start one for a shorter time.' : 'Start another one.'}
      </p>
    </Notice>
  );
}

function RunningRecovery({ recovery }: { recovery: Recovery }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRecovery(recovery.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['recoveries', recovery.webhook_id] }),
  });
  const canCancel = useCan('deliveries:write');
  return (
    <Notice
      tone="info"
      title="A recovery is running"
      action={
        canCancel && (
          <Button size="small" onPress={() => cancel.mutate()} isPending={cancel.isPending}>
            Stop it
          </Button>
        )
      }
    >
      <p>
        {plural(recovery.requeued, 'delivery', 'deliveries')} made due so far
        {recovery.examined_until !== null && (
          <>
            ; events until <Time at={recovery.examined_until} /> were examined
          </>
        )}
        .
      </p>
    </Notice>
  );
}
