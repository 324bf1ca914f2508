import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fieldErrorsOf, formMessageOf } from '../api/api-error.js';

interface CreateDialogProps<Thing> {
  title: string;
  /** Creates the thing from the values of the fields by their `name`. */
  create: (values: FormData) => Promise<Thing>;
  /** Goes to the page of the new thing, where the rest is set. */
  open: (thing: Thing) => Promise<void>;
  /** What the queries of such things begin with; they are read again. */
  queryKey: QueryKey;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

/** Creates a thing from its most important fields. */
export function CreateDialog<Thing>({
  title,
  create,
  open,
  queryKey,
  onClose,
  children,
}: CreateDialogProps<Thing>) {
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: create,
    onSuccess: async (thing) => {
      await open(thing);
      await queryClient.invalidateQueries({ queryKey });
    },
  });
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        onSubmit={(values) => send.mutate(values)}
        fieldErrors={fieldErrorsOf(send.error)}
        error={formMessageOf(send.error)}
      >
        <DialogBody>{children}</DialogBody>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isPending={send.isPending}>
            Create
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
