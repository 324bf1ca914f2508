import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useBlocker } from '@tanstack/react-router';

/** Asks before a page with unsaved changes is left; the browser asks itself before a reload. */
export function LeaveQuestion({ hasChanges }: { hasChanges: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => hasChanges && current.pathname !== next.pathname,
    enableBeforeUnload: hasChanges,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title="Leave without saving?"
      action="Leave"
      isOpen={status === 'blocked'}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      <p>Your changes on this page are lost.</p>
    </ConfirmDialog>
  );
}
