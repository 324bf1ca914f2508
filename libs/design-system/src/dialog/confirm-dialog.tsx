import type { ReactNode } from 'react';
import { Button } from '../button/button.js';
import { Notice } from '../state/notice.js';
import { Dialog, DialogActions, DialogBody } from './dialog.js';

export interface ConfirmDialogProps {
  /** The question, with the thing's name: “Delete the webhook “CRM”?”. */
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** The verb on the button: “Delete”. */
  action: string;
  isDangerous?: boolean;
  isOpen: boolean;
  isPending?: boolean;
  /** Why the last try failed. */
  error?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back, or that stops deliveries. */
export function ConfirmDialog({
  action,
  isDangerous = true,
  isPending,
  error,
  onConfirm,
  children,
  ...dialog
}: ConfirmDialogProps) {
  return (
    <Dialog {...dialog} role="alertdialog">
      <DialogBody>
        {children}
        {error !== undefined && <Notice tone="danger">{error}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={dialog.onClose}>Cancel</Button>
        <Button
          variant={isDangerous ? 'danger' : 'primary'}
          onPress={onConfirm}
          isPending={isPending ?? false}
        >
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
