import { Card } from '@flowforge/design-system/card/card';
import { getRouteApi } from '@tanstack/react-router';
import { AssignedWebhooks } from '../../../assigning/assigned-webhooks.js';
import { useCan } from '../../../session/session.js';
import { ChooseWebhook } from './choose-webhook.js';
import { OfAssistants } from './of-assistants.js';
import { useAssistantWebhooks } from './use-assistant-webhooks.js';

const route = getRouteApi('/frame/forms/$formId/webhook');

/** The first view of a form: which webhook receives what visitors submit. */
export function WebhookSection() {
  const { formId } = route.useParams();
  const { webhook_id } = route.useSearch();
  const canWrite = useCan('webhooks:write');
  const ofAssistants = useAssistantWebhooks(formId);
  return (
    <>
      {canWrite && (
        <Card
          title="Send completed forms to"
          description="The webhook receives captured_form.created when a visitor has completed this form."
        >
          <ChooseWebhook key={webhook_id} formId={formId} chosen={webhook_id} />
        </Card>
      )}
      <AssignedWebhooks
        source={{ form_id: formId }}
        emptyText={
          ofAssistants?.length === 0
            ? 'Nothing is sent yet when a visitor completes this form.'
            : 'None is assigned to the form itself.'
        }
      />
      {/* Last, because it comes late: nothing moves. */}
      {ofAssistants !== undefined && ofAssistants.length > 0 && <OfAssistants webhooks={ofAssistants} />}
    </>
  );
}
