import { Button } from '@flowforge/design-system/button/button';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { FormSummary } from '@flowforge/design-system/form/form-summary';
import { Notice } from '@flowforge/design-system/state/notice';
import type { ReactNode } from 'react';
import { LeaveQuestion } from './leave-question.js';
import type { Edit } from './use-edit.js';

interface EditFormProps<Draft> {
  edit: Edit<Draft>;
  /** What is edited: “assistant”. */
  what: string;
  /** A reader without the right to change it. */
  isReadOnly: boolean;
  /** How a value that no field shows is named, from its path; by default the path itself. */
  nameOf?: (path: string) => string;
  children: ReactNode;
}

/** The form of a thing that is being edited: its fields, what went wrong, “Save” and “Discard changes”. */
export function EditForm<Draft>({ edit, what, isReadOnly, nameOf, children }: EditFormProps<Draft>) {
  return (
    <Form
      onSubmit={edit.save}
      fieldErrors={edit.fieldErrors}
      error={edit.error}
      hasOwnSummary
      {...(nameOf && { nameOf })}
    >
      {children}
      <LeaveQuestion hasChanges={edit.hasChanges} />
      {!isReadOnly && (
        <FormActions isInSight={edit.hasChanges}>
          <FormSummary />
          {edit.isStale && (
            <Notice
              tone="warning"
              title={`Somebody else has changed this ${what} in the meantime`}
              action={
                <Button size="small" onPress={edit.discard} isPending={edit.isDiscarding}>
                  Take the newest version
                </Button>
              }
            >
              Nothing was saved. Your changes are lost when you take the newest version; copy what you need
              first.
            </Notice>
          )}
          <Button type="submit" variant="primary" isPending={edit.isSaving} isDisabled={!edit.hasChanges}>
            Save
          </Button>
          {edit.hasChanges && <Button onPress={edit.discard}>Discard changes</Button>}
        </FormActions>
      )}
    </Form>
  );
}
