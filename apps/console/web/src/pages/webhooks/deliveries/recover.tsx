import { Button } from '@flowforge/design-system/button/button';
import { useState } from 'react';
import { useCan } from '../../../session/session.js';
import { RecoverDialog } from './recover-dialog.js';
import type { DisabledWebhook } from './recover-span.js';

interface RecoverProps {
  webhookId: string;
  /** Set when the webhook was disabled, and that is what to recover from. */
  disabled?: DisabledWebhook;
}

/** The button that opens the dialog of a recovery. */
export function Recover({ webhookId, disabled }: RecoverProps) {
  const [isOpen, setOpen] = useState(false);
  if (!useCan('deliveries:write')) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        {disabled === undefined ? 'Recover' : 'Recover what it missed'}
      </Button>
      <RecoverDialog
        webhookId={webhookId}
        disabled={disabled}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
