import { Notice } from '@flowforge/design-system/state/notice';
import { Link } from '../../../frame/link.js';
import { WebhookLink } from '../../../webhook/webhook-link.js';
import type { AssistantWebhook } from './use-assistant-webhooks.js';

/** Says which webhooks receive the form because of an assistant, one line each. */
export function OfAssistants({ webhooks }: { webhooks: readonly AssistantWebhook[] }) {
  return (
    <Notice tone="info" title="Assistants send this form, too">
      {webhooks.map(({ assignmentId, webhookId, assistant: { id, name } }) => (
        <div key={assignmentId}>
          <Link to="/assistants/$assistantId/operations" params={{ assistantId: id }} look="inline">
            {name}
          </Link>{' '}
          sends it to <WebhookLink id={webhookId} />.
        </div>
      ))}
    </Notice>
  );
}
