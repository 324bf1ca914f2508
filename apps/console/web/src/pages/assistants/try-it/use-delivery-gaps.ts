import { useQuery } from '@tanstack/react-query';
import { allAssignmentsQuery } from '../../../api/assignments.js';
import { assistantQuery } from '../../../api/assistants.js';
import { circuitsOfQuery, WEBHOOKS_AT_ONCE } from '../../../api/deliveries.js';
import { formChoicesQuery } from '../../../api/forms.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { LIVE_MS } from '../../../api/pages.js';
import { webhookChoicesQuery } from '../../../api/webhooks.js';
import { offeredForms } from '../settings/form-offers.js';
import { assignmentsOf, deliveryGaps, type EventSource } from './delivery-gaps.js';

const LIVE = { refetchInterval: 2 * LIVE_MS };

/**
 * Why events of the assistant and of the forms that it offers are not sent at once, live, as one query. It reads lists of the workspace,
 * so that an assistant with many forms costs no more requests than one with a single form.
 */
export function useDeliveryGaps(assistantId: string) {
  const assistant = useQuery(assistantQuery(assistantId));
  const intents = useQuery(intentChoicesQuery);
  const forms = useQuery(formChoicesQuery);
  const assignments = useQuery({ ...allAssignmentsQuery, ...LIVE });
  const webhooks = useQuery({ ...webhookChoicesQuery, ...LIVE });
  const offered = offeredForms(assistant.data?.intent_ids ?? [], intents.data?.items ?? []);
  const sources: EventSource[] = [
    { kind: 'assistant', id: assistantId, name: assistant.data?.name ?? '' },
    ...(forms.data?.items ?? [])
      .filter(({ id }) => offered.includes(id))
      .map(({ id, name }) => ({ kind: 'form' as const, id, name })),
  ];
  const own = assignmentsOf(sources, assignments.data?.items ?? []);
  const ids = [...new Set(own.map(({ webhook_id }) => webhook_id))].slice(0, WEBHOOKS_AT_ONCE);
  const circuits = useQuery({ ...circuitsOfQuery(ids), enabled: ids.length > 0 });
  const needed = [assistant, intents, forms, assignments, webhooks, ...(ids.length > 0 ? [circuits] : [])];
  return {
    data:
      assistant.data && assignments.data && webhooks.data && needed.every(({ data }) => data !== undefined)
        ? deliveryGaps({
            sources,
            hasIntent: (assistant.data.intent_ids ?? []).length > 0,
            assignments: assignments.data.items,
            webhooks: webhooks.data.items,
            isWhole: assignments.data.next_cursor === null && webhooks.data.next_cursor === null,
            circuits: circuits.data?.items ?? [],
          })
        : undefined,
    error: needed.find(({ error }) => error !== null)?.error ?? null,
    errorUpdateCount: needed.reduce(
      (sum, { data, errorUpdateCount }) => (data === undefined ? sum + errorUpdateCount : sum),
      0,
    ),
    refetch: () => Promise.all(needed.map(({ refetch }) => refetch())),
  };
}
