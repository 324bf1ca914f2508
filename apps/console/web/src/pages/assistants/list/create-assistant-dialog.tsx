import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useNavigate } from '@tanstack/react-router';
import { createAssistant } from '../../../api/assistants.js';
import { CreateDialog } from '../../../editing/create-dialog.js';

/** A new assistant by its name and greeting; the rest is set on its page. */
export function CreateAssistantDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <CreateDialog
      title="Create an assistant"
      create={(values) => {
        const greeting = String(values.get('greeting')).trim();
        return createAssistant({
          name: String(values.get('name')),
          greeting: greeting === '' ? null : greeting,
        });
      }}
      open={({ id }) => navigate({ to: '/assistants/$assistantId/settings', params: { assistantId: id } })}
      queryKey={['assistants']}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        maxLength={200}
        autoFocus
        description="Visitors see it at the head of the chat. Example: Reception."
      />
      <TextField
        label="Greeting"
        name="greeting"
        isOptional
        rows={3}
        maxLength={4000}
        defaultValue="Hello! How can I help you?"
        description="The first message. Without one, the visitor writes first."
      />
    </CreateDialog>
  );
}
