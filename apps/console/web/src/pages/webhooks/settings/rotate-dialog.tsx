import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { shownOnceQuestion, Secret } from '@flowforge/design-system/secret/secret';
import { Select } from '@flowforge/design-system/select/select';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { shareWithReceiver } from '../../../api/receiver.js';
import { rotateSecret, type Webhook } from '../../../api/webhooks.js';
import { LeaveSecretQuestion } from '../leave-secret-question.js';

const OVERLAPS = [
  { id: '86400', label: 'One day', note: 'Time enough for a planned change' },
  { id: '3600', label: 'One hour' },
  { id: '604800', label: 'One week' },
  {
    id: '0',
    label: 'Not at all',
    note: 'The old secret is known to others; requests fail until you have the new one',
  },
];

/** Makes a new secret, and shows it this once. */
export function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const [overlap, setOverlap] = useState('86400');
  const queryClient = useQueryClient();
  const rotate = useMutation({
    mutationFn: async () => {
      const rotated = await rotateSecret(webhook.id, Number(overlap));
      await shareWithReceiver(queryClient, webhook.endpoint, rotated.secret);
      return rotated;
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['webhooks', 'one', webhook.id] }),
  });
  if (rotate.data !== undefined)
    return (
      <Dialog
        title="The new secret"
        isOpen
        onClose={onClose}
        role="alertdialog"
        closeQuestion={shownOnceQuestion('secret')}
      >
        <DialogBody>
          <LeaveSecretQuestion />
          <p>Copy it now: it is not shown again.</p>
          <Secret secret={rotate.data.secret} />
        </DialogBody>
        <DialogActions>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <Dialog title={`Rotate the secret of “${webhook.name}”?`} isOpen onClose={onClose}>
      <DialogBody>
        <p>A new secret is made. Requests are signed with both until the old one expires.</p>
        <Select
          label="The old secret stays valid for"
          options={OVERLAPS}
          value={overlap}
          onChange={setOverlap}
        />
        {rotate.error !== null && <Notice tone="danger">{messageOf(rotate.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button variant="primary" onPress={() => rotate.mutate()} isPending={rotate.isPending}>
          Rotate secret
        </Button>
      </DialogActions>
    </Dialog>
  );
}
