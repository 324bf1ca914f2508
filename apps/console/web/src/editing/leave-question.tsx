import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface LeaveQuestionProps {
  /** Whether something is lost by leaving. */
  hasChanges: boolean;
  title?: string;
  /** What is lost, and how to get it back. */
  children?: ReactNode;
}

/** Asks before a page with unsaved changes is left; the browser asks itself before a reload. */
export function LeaveQuestion({
  hasChanges,
  title = 'Leave without saving?',
  children = <p>Your changes on this page are lost.</p>,
}: LeaveQuestionProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => hasChanges && current.pathname !== next.pathname,
    enableBeforeUnload: hasChanges,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title={title}
      action="Leave"
      isOpen={status === 'blocked'}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      {children}
    </ConfirmDialog>
  );
}
