import type { Chain, EventType } from '../steps/chain.js';

/** The events in the order in which a first conversation causes them. */
export const EVENT_ORDER = [
  'captured_intent.created',
  'captured_form.created',
  'conversation.closed',
] as const satisfies readonly EventType[];

/**
 * What makes an event happen in the chat:
 * - `possible`: the assistant and the webhook are set up for it
 * - `not_assigned`: it happens, but the webhook does not receive it
 * - `no_intent`: the assistant has no intent to recognise
 * - `no_form`: the assistant has no form
 * - `form_not_offered`: it has a form, but no intent that offers one in the chat
 */
export type Possibility = 'possible' | 'not_assigned' | 'no_intent' | 'no_form' | 'form_not_offered';

/**
 * Whether the page says how to cause an event. It does so until the event has arrived in this chat, also when earlier ones have arrived
 * before the page was opened. Once the last step is done, it advises only about what is possible.
 */
export function needsAdvice({
  hasArrived,
  isDone,
  possibility,
}: {
  hasArrived: boolean;
  isDone: boolean;
  possibility: Possibility;
}): boolean {
  return !hasArrived && (!isDone || possibility === 'possible');
}

/** Whether a visitor can cause the event, and if not, what is missing. */
export function possibilityOf(
  type: EventType,
  { assistant, intent, eventTypes }: Pick<Chain, 'assistant' | 'intent' | 'eventTypes'>,
): Possibility {
  if (type === 'captured_intent.created' && intent === undefined) return 'no_intent';
  if (type === 'captured_form.created' && !intent?.form_id)
    return assistant?.form_ids?.length ? 'form_not_offered' : 'no_form';
  return eventTypes.includes(type) ? 'possible' : 'not_assigned';
}
