import { Button } from '@flowforge/design-system/button/button';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { clockTime } from '@flowforge/design-system/format/relative-time.ts';
import { Select } from '@flowforge/design-system/select/select';
import { Notice } from '@flowforge/design-system/state/notice';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import type { Recovery } from '../../../api/deliveries.js';
import { isWithin, sinceOf, type Within } from './delivery-search.js';
import { useStartRecovery } from './use-start-recovery.js';

type Status = Recovery['statuses'][number];

const SPANS = [
  { id: '1h', label: 'The last hour' },
  { id: '24h', label: 'The last 24 hours' },
  { id: '7d', label: 'The last 7 days' },
  { id: '30d', label: 'The last 30 days' },
];
const DISABLED_SPAN = 'disabled';
/** What waited when the webhook was disabled was skipped, too: its events may be as old as the retry schedule is long. */
const WAITED_MS = 3 * 86_400_000;

const STATUSES: readonly { id: Status; name: string; description: string }[] = [
  { id: 'failed', name: 'Failed', description: 'No retry is left.' },
  { id: 'skipped', name: 'Skipped', description: 'The webhook was disabled.' },
  {
    id: 'pending',
    name: 'Waiting',
    description: 'Each is sent by itself at the time of its next attempt. Choose this to send them now.',
  },
];

interface RecoverDialogProps {
  webhookId: string;
  /** When the webhook was disabled, if that is what to recover from; in RFC 3339. */
  disabledAt?: string | undefined;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks which deliveries of which time to recover, and starts the recovery. */
export function RecoverDialog({ webhookId, disabledAt, isOpen, onClose }: RecoverDialogProps) {
  const [chosen, setChosen] = useState<Within | typeof DISABLED_SPAN>();
  const [statuses, setStatuses] = useState<readonly string[]>(['failed', 'skipped']);
  const start = useStartRecovery(webhookId, onClose);
  const within = chosen ?? (disabledAt === undefined ? '24h' : DISABLED_SPAN);
  const spans = disabledAt === undefined ? SPANS : [disabledSpan(disabledAt), ...SPANS];
  return (
    <Dialog title="Recover deliveries" isOpen={isOpen} onClose={onClose}>
      <DialogBody>
        <p>
          Sends again what did not arrive: oldest first, as fast as the endpoint accepts it, with all retries.
        </p>
        <Select
          label="Events of"
          options={spans}
          value={within}
          onChange={(id) => (isWithin(id) || id === DISABLED_SPAN) && setChosen(id)}
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
              since: sinceTime(within, disabledAt),
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
    id: DISABLED_SPAN,
    label: `Since it was disabled, ${at}`,
    note: 'With what waited for a retry at that time.',
  };
}

function sinceTime(within: Within | typeof DISABLED_SPAN, disabledAt: string | undefined): string {
  if (within !== DISABLED_SPAN) return sinceOf(within, Date.now());
  return new Date((disabledAt === undefined ? Date.now() : Date.parse(disabledAt)) - WAITED_MS).toISOString();
}
