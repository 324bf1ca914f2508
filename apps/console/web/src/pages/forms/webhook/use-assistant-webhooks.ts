import { useQuery } from '@tanstack/react-query';
import { allAssignmentsQuery } from '../../../api/assignments.js';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { type NamedThing, usesOfForm } from '../../../uses/uses.js';

/** A webhook that receives the completed forms of an assistant. */
export interface AssistantWebhook {
  assignmentId: string;
  webhookId: string;
  assistant: NamedThing;
}

/** The webhooks that receive this form because an assistant that has it sends them all its forms. Empty until they are known. */
export function useAssistantWebhooks(formId: string): AssistantWebhook[] {
  const { data: assignments } = useQuery(allAssignmentsQuery);
  const { data: intents } = useQuery(intentChoicesQuery);
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const using = usesOfForm(formId, intents?.items ?? [], assistants?.items ?? []).assistants;
  return (assignments?.items ?? []).flatMap(({ id, webhook_id, assistant_id, event_types }) => {
    const assistant = using.find((one) => one.id === assistant_id);
    return assistant !== undefined && event_types.includes('captured_form.created')
      ? [{ assignmentId: id, webhookId: webhook_id, assistant }]
      : [];
  });
}
