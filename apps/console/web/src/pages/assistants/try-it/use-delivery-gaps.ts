import { useQueries, useQuery } from '@tanstack/react-query';
import { assignmentsOfQuery } from '../../../api/assignments.js';
import { assistantQuery } from '../../../api/assistants.js';
import { circuitsOfQuery, WEBHOOKS_AT_ONCE } from '../../../api/deliveries.js';
import { formChoicesQuery } from '../../../api/forms.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { webhookQuery } from '../../../api/webhooks.js';
import { offeredForms } from '../settings/form-offers.js';
import { deliveryGaps, type DeliveryGap, type EventSource } from './delivery-gaps.js';

/** So many forms are looked at: each costs a request. */
const FORMS_MAX = 20;

/** Why events of the assistant and of the forms that it offers are not sent at once, live. Undefined while that is read. */
export function useDeliveryGaps(assistantId: string): DeliveryGap[] | undefined {
  const { data: assistant } = useQuery(assistantQuery(assistantId));
  const { data: intents } = useQuery(intentChoicesQuery);
  const { data: forms } = useQuery(formChoicesQuery);
  const offered = offeredForms(assistant?.intent_ids ?? [], intents?.items ?? []);
  const sources: EventSource[] = [
    { kind: 'assistant', id: assistantId, name: assistant?.name ?? '' },
    ...(forms?.items ?? [])
      .filter(({ id }) => offered.includes(id))
      .slice(0, FORMS_MAX)
      .map(({ id, name }) => ({ kind: 'form' as const, id, name })),
  ];
  const lists = useQueries({
    queries: sources.map(({ kind, id }) =>
      assignmentsOfQuery(kind === 'assistant' ? { assistant_id: id } : { form_id: id }),
    ),
  });
  const assignments = lists.flatMap(({ data }) => data?.items ?? []);
  const ids = [...new Set(assignments.map(({ webhook_id }) => webhook_id))].slice(0, WEBHOOKS_AT_ONCE);
  const webhooks = useQueries({ queries: ids.map((id) => webhookQuery(id)) });
  const circuits = useQuery({ ...circuitsOfQuery(ids), enabled: ids.length > 0 });
  const parts = [...lists, ...webhooks, ...(ids.length > 0 ? [circuits] : [])];
  if (assistant === undefined || intents === undefined || forms === undefined) return undefined;
  if (parts.some(({ isPending }) => isPending)) return undefined;
  // What could not be read is no gap: the page would say something wrong.
  if (parts.some(({ data }) => data === undefined)) return [];
  return deliveryGaps({
    sources,
    hasIntent: (assistant.intent_ids ?? []).length > 0,
    assignments,
    webhooks: webhooks.flatMap(({ data }) => data ?? []),
    circuits: circuits.data?.items ?? [],
  });
}
