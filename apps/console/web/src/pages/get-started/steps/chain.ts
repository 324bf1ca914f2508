import type { Assignment } from '../../../api/assignments.js';
import type { Assistant } from '../../../api/assistants.js';
import type { Intent } from '../../../api/intents.js';
import type { Webhook } from '../../../api/webhooks.js';
import type { Widget } from '../../../api/widgets.js';

/** What the workspace has; lists are newest first. */
export interface WorkspaceThings {
  webhooks: readonly Webhook[];
  assistants: readonly Assistant[];
  assignments: readonly Assignment[];
  widgets: readonly Widget[];
  intents: readonly Intent[];
  /** The endpoint of the built-in receiver; undefined where there is none. */
  receiverEndpoint: string | undefined;
}

export type EventType = Assignment['event_types'][number];

/** The things that a first event passes through: said to the assistant, in the chat of the widget, sent to the webhook. */
export interface Chain {
  webhook: Webhook | undefined;
  assistant: Assistant | undefined;
  isAssigned: boolean;
  /** What the webhook receives of the assistant and of its forms. */
  eventTypes: readonly EventType[];
  widget: Widget | undefined;
  /** The intent whose example is proposed as a message: one that offers a form, if there is one. */
  intent: Intent | undefined;
}

/**
 * The chain that is closest to complete. An assigned pair comes before one that is not; a webhook of the built-in receiver before
 * another one, because the page can show what arrives there.
 */
export function chainOf({
  webhooks,
  assistants,
  assignments,
  widgets,
  intents,
  receiverEndpoint,
}: WorkspaceThings): Chain {
  const usable = webhooks
    .filter(({ enabled }) => enabled !== false)
    .sort((one, other) => rank(one, receiverEndpoint) - rank(other, receiverEndpoint));
  const capturing = assistants.filter(captures);
  const assigned = usable
    .flatMap((webhook) => capturing.map((assistant) => ({ webhook, assistant })))
    .find(({ webhook, assistant }) =>
      assignments.some((each) => each.webhook_id === webhook.id && concerns(each, assistant)),
    );
  const webhook = assigned?.webhook ?? usable[0];
  const assistant = assigned?.assistant ?? capturing[0];
  const ofAssistant = intents.filter(({ id }) => assistant?.intent_ids?.includes(id));
  const intent = ofAssistant.find(({ form_id }) => form_id) ?? ofAssistant[0];
  return {
    webhook,
    assistant,
    isAssigned: assigned !== undefined,
    eventTypes: assignments
      .filter((each) => each.webhook_id === webhook?.id && assistant && concerns(each, assistant, intent))
      .flatMap(({ event_types }) => event_types)
      .filter((type) => webhook?.event_types.includes(type)),
    intent,
    widget: widgets.find(({ assistant_id, channel }) => channel === 'chat' && assistant_id === assistant?.id),
  };
}

/** Whether an assistant has something that causes an event besides the end of a conversation. */
function captures({ form_ids = [], intent_ids = [] }: Assistant): boolean {
  return form_ids.length + intent_ids.length > 0;
}

/** Whether something is assigned to the assistant, to one of its forms, or to the form that the intent offers. */
function concerns(
  { assistant_id, form_id }: Assignment,
  { id, form_ids = [] }: Assistant,
  intent?: Intent,
): boolean {
  return assistant_id === id || (form_id !== null && [...form_ids, intent?.form_id].includes(form_id));
}

function rank({ endpoint }: Webhook, receiverEndpoint: string | undefined): number {
  return isAt(endpoint, receiverEndpoint) ? 0 : 1;
}

/** Whether an endpoint is an address of the receiver, whatever its path is. */
export function isAt(endpoint: string, receiverEndpoint: string | undefined): boolean {
  return receiverEndpoint !== undefined && new URL(endpoint).origin === new URL(receiverEndpoint).origin;
}
