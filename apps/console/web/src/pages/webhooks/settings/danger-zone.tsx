import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { useState } from 'react';
import type { Webhook } from '../../../api/webhooks.js';
import { DeleteDialog } from './delete-dialog.js';
import { EnableDialog } from './enable-dialog.js';
import styles from './settings.module.css';

/** Disable, enable, delete: each asks first. */
export function DangerZone({ webhook }: { webhook: Webhook }) {
  const [open, setOpen] = useState<'enable' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <Card title={webhook.enabled ? 'Stop sending' : 'Start sending again'}>
      <div className={styles.danger}>
        <div className={styles.dangerRow}>
          <p>
            {webhook.enabled
              ? 'Disabled, it receives nothing. Events that happen meanwhile can be recovered later.'
              : 'Enabled, it receives the events that happen from then on. Earlier ones can be recovered.'}
          </p>
          <Button onPress={() => setOpen('enable')}>{webhook.enabled ? 'Disable' : 'Enable'}</Button>
        </div>
        <div className={styles.dangerRow}>
          <p>Deleted, it is gone with its secret and its assignments. This cannot be undone.</p>
          <Button onPress={() => setOpen('delete')}>Delete</Button>
        </div>
      </div>
      <EnableDialog webhook={webhook} isOpen={open === 'enable'} onClose={close} />
      <DeleteDialog webhook={webhook} isOpen={open === 'delete'} onClose={close} />
    </Card>
  );
}
