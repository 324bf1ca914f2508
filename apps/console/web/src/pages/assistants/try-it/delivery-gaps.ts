import { DEFAULT_ASSIGNMENT_EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import type { Assignment } from '../../../api/assignments.js';
import type { Circuit } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';

/** The assistant, or a form that it offers. Both cause events. */
export interface EventSource {
  kind: 'assistant' | 'form';
  id: string;
  name: string;
}

/** A reason why something that happens in the chat is not delivered at once. */
export type DeliveryGap =
  /** The assistant recognises nothing, so no intent is captured and no form is offered. */
  | { kind: 'no_intent'; source: EventSource }
  /** No webhook receives these events of the source. `isPart`: it receives others. */
  | { kind: 'unassigned'; source: EventSource; types: EventType[]; isPart: boolean }
  /** A webhook that is assigned to a source receives nothing until somebody enables it, or waits for its endpoint. */
  | { kind: 'disabled' | 'paused'; webhook: Webhook };

/** What is known about the delivery of an assistant's events. */
export interface DeliveryFacts {
  /** The assistant first. */
  sources: readonly EventSource[];
  /** Whether the assistant has an intent. */
  hasIntent: boolean;
  /** Those of the workspace, as far as they were read. */
  assignments: readonly Assignment[];
  /** Those of the workspace, as far as they were read. */
  webhooks: readonly Webhook[];
  /** Whether all assignments and all webhooks were read. Else nothing is said to be missing. */
  isWhole: boolean;
  /** Those that are not closed. */
  circuits: readonly Circuit[];
}

/** All gaps: first what cannot happen, then what is not assigned, then what is disabled, then what is paused. Empty when each event is sent at once. */
export function deliveryGaps({
  sources,
  hasIntent,
  assignments,
  webhooks,
  isWhole,
  circuits,
}: DeliveryFacts): DeliveryGap[] {
  const own = assignmentsOf(sources, assignments);
  const isSent = (source: EventSource, type: EventType): boolean =>
    own.some((assignment) => {
      const webhook = webhooks.find(({ id }) => id === assignment.webhook_id);
      // An assistant may send the events of its forms, too.
      const isOfSource = assignment.form_id === null || assignment.form_id === source.id;
      const isOfAssistant = source.kind === 'form' || assignment.assistant_id === source.id;
      const takes = assignment.event_types.includes(type) && webhook?.event_types.includes(type) === true;
      return isOfSource && isOfAssistant && takes;
    });
  const unassigned = (isWhole ? sources : []).flatMap((source): DeliveryGap[] => {
    const all = DEFAULT_ASSIGNMENT_EVENT_TYPES[source.kind];
    const types = all.filter((type) => !isSent(source, type));
    return types.length === 0
      ? []
      : [{ kind: 'unassigned', source, types, isPart: types.length < all.length }];
  });
  const assigned = webhooks.filter(({ id }) => own.some(({ webhook_id }) => webhook_id === id));
  const disabled = assigned.filter(({ enabled }) => !enabled);
  const paused = assigned.filter(
    ({ id, enabled }) => enabled && circuits.some(({ webhook_id }) => webhook_id === id),
  );
  const silent = hasIntent ? [] : sources.slice(0, 1);
  return [
    ...silent.map((source) => ({ kind: 'no_intent' as const, source })),
    ...unassigned,
    ...disabled.map((webhook) => ({ kind: 'disabled' as const, webhook })),
    ...paused.map((webhook) => ({ kind: 'paused' as const, webhook })),
  ];
}

/** The assignments to one of the sources. */
export function assignmentsOf(
  sources: readonly EventSource[],
  assignments: readonly Assignment[],
): Assignment[] {
  const ids = new Set(sources.map(({ id }) => id));
  return assignments.filter(({ assistant_id, form_id }) => ids.has(assistant_id ?? form_id ?? ''));
}
