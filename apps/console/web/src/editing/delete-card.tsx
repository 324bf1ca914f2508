import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { showToast } from '@flowforge/design-system/toast/toast';
import { SplitRow } from '@flowforge/design-system/split-row/split-row';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../api/api-error.js';

interface DeleteCardProps {
  /** What is deleted: “form”. */
  what: string;
  name: string;
  /** What will happen, in a sentence. */
  consequence: string;
  onDelete: () => Promise<void>;
  /** Leaves the page of the thing. */
  onDeleted: () => Promise<void>;
}

/** Deletes a thing after a question with its name. */
export function DeleteCard({ what, name, consequence, onDelete, onDeleted }: DeleteCardProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: onDelete,
    onSuccess: async () => {
      await onDeleted();
      showToast(`“${name}” was deleted.`);
    },
  });
  return (
    <Card title={`Delete the ${what}`}>
      <SplitRow isQuiet>
        <p>{consequence}</p>
        <Button onPress={() => setAsking(true)}>Delete</Button>
      </SplitRow>
      <ConfirmDialog
        title={`Delete the ${what} “${name}”?`}
        action="Delete"
        isOpen={isAsking}
        isPending={remove.isPending}
        error={messageOf(remove.error)}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{consequence} This cannot be undone.</p>
      </ConfirmDialog>
    </Card>
  );
}
