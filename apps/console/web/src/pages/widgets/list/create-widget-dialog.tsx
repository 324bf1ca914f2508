import { Button } from '@flowforge/design-system/button/button';
import { ComboBox } from '@flowforge/design-system/combo-box/combo-box';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { createWidget } from '../../../api/widgets.js';
import { Link } from '../../../frame/link.js';

/** A new chat widget for an assistant; how it looks is set on its page. */
export function CreateWidgetDialog({ onClose }: { onClose: () => void }) {
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const [assistantId, setAssistantId] = useState<string | null>(null);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (assistant_id: string) => createWidget({ assistant_id, channel: 'chat' }),
    onSuccess: async ({ id }) => {
      await navigate({ to: '/widgets/$widgetId', params: { widgetId: id } });
      await queryClient.invalidateQueries({ queryKey: ['widgets'] });
    },
  });
  return (
    <Dialog title="Create a widget" isOpen onClose={onClose}>
      <DialogBody>
        {assistants?.items.length === 0 && (
          <Notice>
            There is no assistant yet. <Link to="/assistants">Create one</Link> first.
          </Notice>
        )}
        {assistants !== undefined && assistants.items.length > 0 && (
          <ComboBox
            label="Assistant"
            options={assistants.items.map(({ id, name }) => ({ id, label: name }))}
            value={assistantId}
            onChange={setAssistantId}
            placeholder="Choose an assistant"
          />
        )}
        {create.error !== null && <Notice tone="danger">{messageOf(create.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          variant="primary"
          onPress={() => assistantId !== null && create.mutate(assistantId)}
          isPending={create.isPending}
          isDisabled={assistantId === null}
        >
          Create
        </Button>
      </DialogActions>
    </Dialog>
  );
}
