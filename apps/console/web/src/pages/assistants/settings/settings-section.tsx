import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type Assistant, assistantQuery, deleteAssistant } from '../../../api/assistants.js';
import { DeleteCard } from '../../../editing/delete-card.js';
import { useLeaveDeleted } from '../../../editing/use-leave-deleted.js';
import { useCan } from '../../../session/session.js';
import { SettingsForm } from './settings-form.js';

const route = getRouteApi('/frame/assistants/$assistantId/settings');

/** Everything that can be changed at an assistant. */
export function SettingsSection() {
  const { assistantId } = route.useParams();
  const { data: assistant } = useQuery(assistantQuery(assistantId));
  const canWrite = useCan('assistants:write');
  if (assistant === undefined) return null;
  return (
    <>
      <SettingsForm key={assistant.id} assistant={assistant} isReadOnly={!canWrite} />
      {canWrite && <DeleteAssistant assistant={assistant} />}
    </>
  );
}

function DeleteAssistant({ assistant: { id, name } }: { assistant: Assistant }) {
  const leave = useLeaveDeleted('/assistants', assistantQuery(id).queryKey);
  return (
    <DeleteCard
      what="assistant"
      name={name}
      consequence="Its widgets are deleted, too. Its conversations and what was captured in them stay."
      onDelete={() => deleteAssistant(id)}
      onDeleted={leave}
    />
  );
}
