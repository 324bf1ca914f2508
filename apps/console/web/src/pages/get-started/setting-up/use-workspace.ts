import { useQueries } from '@tanstack/react-query';
import { allAssignmentsQuery } from '../../../api/assignments.js';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { receiverQuery } from '../../../api/receiver.js';
import { webhookChoicesQuery } from '../../../api/webhooks.js';
import { widgetChoicesQuery } from '../../../api/widgets.js';
import type { WorkspaceThings } from '../steps/chain.js';

/** Everything that the states of the steps are read from, as one query. */
export function useWorkspace() {
  const results = useQueries({
    queries: [
      webhookChoicesQuery,
      assistantChoicesQuery,
      allAssignmentsQuery,
      widgetChoicesQuery,
      intentChoicesQuery,
      receiverQuery,
    ],
  });
  const [webhooks, assistants, assignments, widgets, intents, receiver] = results;
  // A receiver that is away is as none: the page goes on with the deliveries.
  const isReceiverKnown = !receiver.isPending;
  const things: WorkspaceThings | undefined =
    webhooks.data && assistants.data && assignments.data && widgets.data && intents.data && isReceiverKnown
      ? {
          webhooks: webhooks.data.items,
          assistants: assistants.data.items,
          assignments: assignments.data.items,
          widgets: widgets.data.items,
          intents: intents.data.items,
          receiverEndpoint: receiver.data?.endpoint,
        }
      : undefined;
  const needed = [webhooks, assistants, assignments, widgets, intents];
  return {
    data: things,
    error: needed.find(({ error }) => error !== null)?.error ?? null,
    errorUpdateCount: needed.reduce((sum, { errorUpdateCount }) => sum + errorUpdateCount, 0),
    refetch: () => Promise.all(needed.map(({ refetch }) => refetch())),
    received: receiver.data?.items ?? [],
  };
}
