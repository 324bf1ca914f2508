import { Badge } from '@flowforge/design-system/badge/badge';
import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Time } from '@flowforge/design-system/time/time';
import { useState } from 'react';
import type { Webhook } from '../../../api/webhooks.js';
import { useCan } from '../../../session/session.js';
import { RotateDialog } from './rotate-dialog.js';
import styles from './settings.module.css';

/** The secrets that requests are signed with, newest first, and their rotation. The secrets themselves are not readable. */
export function Secrets({ webhook }: { webhook: Webhook }) {
  const [isOpen, setOpen] = useState(false);
  const canWrite = useCan('webhooks:write');
  return (
    <Card
      title="Signing secrets"
      description="Every request is signed with all of them. A secret is shown only when it is made: if you have lost it, rotate it to get a new one. The old one stays valid for a while, so that no event is lost."
      action={canWrite && <Button onPress={() => setOpen(true)}>Rotate secret</Button>}
    >
      <ul className={styles.secrets}>
        {webhook.secrets.map(({ created_at, expires_at }, at) => (
          <li key={created_at}>
            <Badge tone={at === 0 ? 'success' : 'neutral'}>{at === 0 ? 'Current' : 'Older'}</Badge>
            <span>
              created <Time at={created_at} />
            </span>
            <span className={styles.expiry}>
              {expires_at === null ? (
                'does not expire'
              ) : (
                <>
                  expires <Time at={expires_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {isOpen && <RotateDialog webhook={webhook} onClose={() => setOpen(false)} />}
    </Card>
  );
}
