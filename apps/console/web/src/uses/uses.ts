/** A thing that a list of uses names. */
export interface NamedThing {
  id: string;
  name: string;
}

interface UsingAssistant extends NamedThing {
  form_ids?: readonly string[];
  intent_ids?: readonly string[];
}

interface OfferingIntent extends NamedThing {
  form_id?: string | null;
}

/** What is said when nothing uses a thing: that nothing does only if the whole list was read. */
export function noUseText(kind: 'intent' | 'assistant', isComplete: boolean): string {
  if (kind === 'intent')
    return isComplete
      ? 'No intent offers it, so visitors do not see it yet.'
      : 'None of the newest 200 intents offers it.';
  return isComplete ? 'No assistant uses it yet.' : 'None of the newest 200 assistants uses it.';
}

/** The assistants that recognise an intent. */
export function usesOfIntent(intentId: string, assistants: readonly UsingAssistant[]): NamedThing[] {
  return assistants.filter(({ intent_ids }) => intent_ids?.includes(intentId));
}

/** The intents that offer a form, and the assistants that have it: those that name it, and those that recognise such an intent. */
export function usesOfForm(
  formId: string,
  intents: readonly OfferingIntent[],
  assistants: readonly UsingAssistant[],
): { intents: NamedThing[]; assistants: NamedThing[] } {
  const offering = intents.filter(({ form_id }) => form_id === formId);
  const hasForm = ({ form_ids = [], intent_ids = [] }: UsingAssistant): boolean =>
    form_ids.includes(formId) || offering.some(({ id }) => intent_ids.includes(id));
  return { intents: offering, assistants: assistants.filter(hasForm) };
}
