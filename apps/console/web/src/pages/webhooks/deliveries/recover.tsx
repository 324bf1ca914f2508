import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Select } from '@flowforge/design-system/select/select';
import { Notice } from '@flowforge/design-system/state/notice';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { startRecovery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { isWithin, sinceOf, type Within } from './delivery-search.js';

const SPANS = [
  { id: '1h', label: 'The last hour' },
  { id: '24h', label: 'The last 24 hours' },
  { id: '7d', label: 'The last 7 days' },
  { id: '30d', label: 'The last 30 days' },
];

/** Sends again what failed or was not sent in a span of time. */
export function Recover({ webhookId }: { webhookId: string }) {
  const [isOpen, setOpen] = useState(false);
  const [within, setWithin] = useState<Within>('24h');
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: () => startRecovery({ webhook_id: webhookId, since: sinceOf(within, Date.now()) }),
    onSuccess: () => {
      setOpen(false);
      showToast('The recovery has started.');
      return queryClient.invalidateQueries({ queryKey: ['recoveries', webhookId] });
    },
  });
  if (!useCan('deliveries:write')) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>Recover</Button>
      <Dialog title="Send failed deliveries again" isOpen={isOpen} onClose={() => setOpen(false)}>
        <DialogBody>
          <p>
            Everything that failed or was not sent in this time is sent again, oldest first, at the pace of
            the webhook.
          </p>
          <Select
            label="Events of"
            options={SPANS}
            value={within}
            onChange={(id) => isWithin(id) && setWithin(id)}
          />
          {start.error !== null && <Notice tone="danger">{messageOf(start.error)}</Notice>}
        </DialogBody>
        <DialogActions>
          <Button onPress={() => setOpen(false)}>Cancel</Button>
          <Button variant="primary" onPress={() => start.mutate()} isPending={start.isPending}>
            Send again
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
