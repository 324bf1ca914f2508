import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { SplitRow } from '@flowforge/design-system/split-row/split-row';
import { useState } from 'react';
import type { Webhook } from '../../../api/webhooks.js';
import { EnableDialog } from './enable-dialog.js';

/** Disables or enables a webhook after a question. */
export function EnableCard({ webhook }: { webhook: Webhook }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Card title={webhook.enabled ? 'Stop sending' : 'Start sending again'}>
      <SplitRow isQuiet>
        <p>
          {webhook.enabled
            ? 'A disabled webhook receives nothing. Events that happen meanwhile can be recovered later.'
            : 'An enabled webhook receives the events that happen from then on. Earlier ones can be recovered.'}
        </p>
        <Button onPress={() => setAsking(true)}>{webhook.enabled ? 'Disable' : 'Enable'}</Button>
      </SplitRow>
      <EnableDialog webhook={webhook} isOpen={isAsking} onClose={() => setAsking(false)} />
    </Card>
  );
}
