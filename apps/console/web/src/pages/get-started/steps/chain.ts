import type { Assignment } from '../../../api/assignments.js';
import type { Assistant } from '../../../api/assistants.js';
import type { Webhook } from '../../../api/webhooks.js';
import type { Widget } from '../../../api/widgets.js';

/** What the workspace has; lists are newest first. */
export interface WorkspaceThings {
  webhooks: readonly Webhook[];
  assistants: readonly Assistant[];
  assignments: readonly Assignment[];
  widgets: readonly Widget[];
  /** The endpoint of the built-in receiver; undefined where there is none. */
  receiverEndpoint: string | undefined;
}

/** The things that a first event passes through: said to the assistant, in the chat of the widget, sent to the webhook. */
export interface Chain {
  webhook: Webhook | undefined;
  assistant: Assistant | undefined;
  isAssigned: boolean;
  widget: Widget | undefined;
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
  const assistant = assigned?.assistant ?? capturing[0];
  return {
    webhook: assigned?.webhook ?? usable[0],
    assistant,
    isAssigned: assigned !== undefined,
    widget: widgets.find(({ assistant_id, channel }) => channel === 'chat' && assistant_id === assistant?.id),
  };
}

/** Whether an assistant has something that causes an event besides the end of a conversation. */
function captures({ form_ids = [], intent_ids = [] }: Assistant): boolean {
  return form_ids.length + intent_ids.length > 0;
}

function concerns({ assistant_id, form_id }: Assignment, { id, form_ids = [] }: Assistant): boolean {
  return assistant_id === id || (form_id !== null && form_ids.includes(form_id));
}

function rank({ endpoint }: Webhook, receiverEndpoint: string | undefined): number {
  return isAt(endpoint, receiverEndpoint) ? 0 : 1;
}

/** Whether an endpoint is an address of the receiver, whatever its path is. */
export function isAt(endpoint: string, receiverEndpoint: string | undefined): boolean {
  return receiverEndpoint !== undefined && new URL(endpoint).origin === new URL(receiverEndpoint).origin;
}
