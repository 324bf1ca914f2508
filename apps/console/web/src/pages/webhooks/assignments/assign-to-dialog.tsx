import { DEFAULT_ASSIGNMENT_EVENT_TYPES } from '@flowforge/contracts/words';
import { Button } from '@flowforge/design-system/button/button';
import { ComboBox } from '@flowforge/design-system/combo-box/combo-box';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { FieldSkeleton } from '@flowforge/design-system/field/field-skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { type SourceNames, sourceNamesQuery } from '../../../api/sources.js';
import { AssistantEvents } from '../../../assigning/assistant-events.js';
import { useAssign } from '../../../assigning/use-assign.js';
import { Link } from '../../../frame/link.js';
import styles from './assignments.module.css';

interface AssignToDialogProps {
  webhookId: string;
  /** The ids of the assistants and forms that it is assigned to already. They are not offered. */
  assigned: ReadonlySet<string>;
  onClose: () => void;
}

/** “Assign Webhook” from the webhook's side: an assistant or a form from the drop-down. */
export function AssignToDialog({ webhookId, assigned, onClose }: AssignToDialogProps) {
  const { data: names } = useQuery(sourceNamesQuery);
  const [sourceId, setSourceId] = useState<string | null>(null);
  const [types, setTypes] = useState([...DEFAULT_ASSIGNMENT_EVENT_TYPES.assistant]);
  const assign = useAssign(onClose);
  const kind = sourceId === null ? undefined : names?.get(sourceId)?.kind;
  function save() {
    if (sourceId === null) return;
    assign.mutate(
      kind === 'form'
        ? { webhook_id: webhookId, form_id: sourceId }
        : { webhook_id: webhookId, assistant_id: sourceId, event_types: types },
    );
  }
  return (
    <Dialog title="Assign Webhook" isOpen onClose={onClose}>
      <DialogBody>
        <SourceDropDown names={names} assigned={assigned} value={sourceId} onChange={setSourceId} />
        {kind === 'assistant' && <AssistantEvents value={types} onChange={setTypes} />}
        {kind === 'form' && (
          <p className={styles.note}>
            The webhook receives captured_form.created when a visitor has completed this form.
          </p>
        )}
        {assign.error !== null && <Notice tone="danger">{messageOf(assign.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          variant="primary"
          onPress={save}
          isPending={assign.isPending}
          isDisabled={kind === undefined || (kind === 'assistant' && types.length === 0)}
        >
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface SourceDropDownProps {
  names: SourceNames | undefined;
  assigned: ReadonlySet<string>;
  value: string | null;
  onChange: (id: string) => void;
}

function SourceDropDown({ names, assigned, value, onChange }: SourceDropDownProps) {
  if (names === undefined) return <FieldSkeleton />;
  const options = [...names]
    .filter(([id]) => !assigned.has(id))
    .map(([id, { kind, name }]) => ({ id, label: name, note: kind }));
  if (options.length === 0)
    return (
      <p className={styles.note}>
        {names.size === 0
          ? 'There is no assistant and no form yet.'
          : 'The webhook is assigned to all assistants and forms.'}{' '}
        <Link to="/assistants">Go to Assistants</Link>
      </p>
    );
  return (
    <ComboBox
      label="Assistant or form"
      options={options}
      value={value}
      onChange={onChange}
      placeholder="Choose an assistant or a form"
    />
  );
}
