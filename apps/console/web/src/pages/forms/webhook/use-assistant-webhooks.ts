import { useQuery } from '@tanstack/react-query';
import { allAssignmentsQuery } from '../../../api/assignments.js';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { webhookChoicesQuery } from '../../../api/webhooks.js';
import { type NamedThing, usesOfForm } from '../../../uses/uses.js';

/** A webhook that receives the completed forms of an assistant. */
export interface AssistantWebhook {
  assignmentId: string;
  webhookId: string;
  assistant: NamedThing;
}

/** The webhooks that receive this form because an assistant that has it sends them all its forms. Undefined until they are known. */
export function useAssistantWebhooks(formId: string): AssistantWebhook[] | undefined {
  const { data: assignments } = useQuery(allAssignmentsQuery);
  const { data: intents } = useQuery(intentChoicesQuery);
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const { data: webhooks } = useQuery(webhookChoicesQuery);
  if (!assignments || !intents || !assistants || !webhooks) return undefined;
  const using = usesOfForm(formId, intents.items, assistants.items).assistants;
  const takesForms = new Set(
    webhooks.items
      .filter(({ enabled, event_types }) => enabled && event_types.includes('captured_form.created'))
      .map(({ id }) => id),
  );
  return assignments.items.flatMap(({ id, webhook_id, assistant_id, event_types }) => {
    const assistant = using.find((one) => one.id === assistant_id);
    return assistant !== undefined &&
      event_types.includes('captured_form.created') &&
      takesForms.has(webhook_id)
      ? [{ assignmentId: id, webhookId: webhook_id, assistant }]
      : [];
  });
}
