import { Button } from '@flowforge/design-system/button/button';
import { useState } from 'react';
import { useCan } from '../../../session/session.js';
import { RecoverDialog } from './recover-dialog.js';

interface RecoverProps {
  webhookId: string;
  /** When the webhook was disabled, if that is what to recover from; in RFC 3339. */
  disabledAt?: string;
}

/** The button that opens the dialog of a recovery. */
export function Recover({ webhookId, disabledAt }: RecoverProps) {
  const [isOpen, setOpen] = useState(false);
  if (!useCan('deliveries:write')) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        {disabledAt === undefined ? 'Recover' : 'Recover what it missed'}
      </Button>
      <RecoverDialog
        webhookId={webhookId}
        disabledAt={disabledAt}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
