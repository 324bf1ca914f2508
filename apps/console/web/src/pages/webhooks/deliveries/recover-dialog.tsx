import { Button } from '@flowforge/design-system/button/button';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { clockTime } from '@flowforge/design-system/format/relative-time.ts';
import { Select } from '@flowforge/design-system/select/select';
import { Notice } from '@flowforge/design-system/state/notice';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import type { Recovery } from '../../../api/deliveries.js';
import { SPANS } from './delivery-search.js';
import { isRecoverSpan, recoverSince, type RecoverSpan } from './recover-span.js';
import { useStartRecovery } from './use-start-recovery.js';

type Status = Recovery['statuses'][number];

const LAST_SPANS = SPANS.map(({ id, label }) => ({ id, label: `The ${label}` }));

const STATUSES: readonly { id: Status; name: string; description: string }[] = [
  {
    id: 'failed',
    name: 'Failed',
    description: 'No retry is left, or the endpoint asked for no more events (410).',
  },
  { id: 'skipped', name: 'Skipped', description: 'The webhook was disabled.' },
  {
    id: 'pending',
    name: 'Waiting',
    description:
      'Each is sent automatically at the time of its next attempt. Choose this to send them now. It does not change those that are due already.',
  },
];

interface RecoverDialogProps {
  webhookId: string;
  /** When the webhook was disabled, if that is what to recover from; in RFC 3339. */
  disabledAt: string | undefined;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks which deliveries of which time to recover, and starts the recovery. */
export function RecoverDialog({ webhookId, disabledAt, isOpen, onClose }: RecoverDialogProps) {
  const [span, setSpan] = useState<RecoverSpan>(disabledAt === undefined ? '24h' : 'disabled');
  // What was missed was skipped. What failed before the webhook was disabled is sent again only if it is chosen.
  const [statuses, setStatuses] = useState<readonly string[]>(
    disabledAt === undefined ? ['failed', 'skipped'] : ['skipped'],
  );
  const start = useStartRecovery(webhookId, onClose);
  const spans = disabledAt === undefined ? LAST_SPANS : [disabledSpan(disabledAt), ...LAST_SPANS];
  return (
    <Dialog title="Recover deliveries" isOpen={isOpen} onClose={onClose}>
      <DialogBody>
        <p>
          Sends again what did not arrive: oldest first, as fast as the endpoint accepts it, with all retries.
        </p>
        <Select
          label="Events of"
          options={spans}
          value={span}
          onChange={(id) => isRecoverSpan(id) && setSpan(id)}
        />
        <CheckboxGroup label="Deliveries" value={[...statuses]} onChange={setStatuses}>
          {STATUSES.map(({ id, name, description }) => (
            <Checkbox key={id} value={id} description={description}>
              {name}
            </Checkbox>
          ))}
        </CheckboxGroup>
        {start.error !== null && <Notice tone="danger">{messageOf(start.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          variant="primary"
          onPress={() =>
            start.mutate({
              since: recoverSince(span, disabledAt, Date.now()),
              statuses: STATUSES.map(({ id }) => id).filter((id) => statuses.includes(id)),
            })
          }
          isDisabled={statuses.length === 0}
          isPending={start.isPending}
        >
          Recover
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function disabledSpan(disabledAt: string) {
  const at = clockTime(Date.parse(disabledAt), Date.now());
  return {
    id: 'disabled' as const,
    label: `Since it was disabled, ${at}`,
    note: 'With what waited then, and all else that was skipped in the 17 days before.',
  };
}
