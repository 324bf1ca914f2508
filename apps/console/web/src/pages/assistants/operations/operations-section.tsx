import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { AssignedWebhooks } from '../../../assigning/assigned-webhooks.js';
import { useCan } from '../../../session/session.js';
import { AssignDialog } from './assign-dialog.js';

const route = getRouteApi('/frame/assistants/$assistantId/operations');

/** Which webhooks receive what the assistant recognises, and the end of its conversations. */
export function OperationsSection() {
  const { assistantId } = route.useParams();
  const { assign, webhook_id } = route.useSearch();
  const navigate = useNavigate();
  const canWrite = useCan('webhooks:write');
  const show = (isOpen: boolean) =>
    void navigate({
      to: '/assistants/$assistantId/operations',
      params: { assistantId },
      search: isOpen ? { assign: true } : {},
      replace: !isOpen,
    });
  return (
    <Card
      title="Webhooks of this assistant"
      description="What other systems learn from its chats: captured_intent.created when it recognises what a visitor wants, conversation.closed when a chat has ended. A completed form is sent to the webhooks of that form, and to those here that have captured_form.created."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => show(true)}>
            Assign Webhook
          </Button>
        )
      }
    >
      <AssignedWebhooks
        source={{ assistant_id: assistantId }}
        emptyText="Assign one, and your system learns at once what visitors want and when a conversation ends."
      />
      {assign && canWrite && (
        <AssignDialog assistantId={assistantId} chosen={webhook_id} onClose={() => show(false)} />
      )}
    </Card>
  );
}
