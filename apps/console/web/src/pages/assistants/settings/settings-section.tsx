import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type Assistant, assistantQuery, deleteAssistant } from '../../../api/assistants.js';
import { DeleteCard } from '../../../editing/delete-card.js';
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
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return (
    <DeleteCard
      what="assistant"
      name={name}
      consequence="Its widgets are deleted, too. Its conversations and what was captured in them stay."
      onDelete={() => deleteAssistant(id)}
      onDeleted={async () => {
        await navigate({ to: '/assistants' });
        queryClient.removeQueries({ queryKey: ['assistants', 'one', id] });
        await queryClient.invalidateQueries({ queryKey: ['assistants'] });
      }}
    />
  );
}
