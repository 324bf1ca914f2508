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

/** The assistants that recognise an intent. */
export function usesOfIntent(intentId: string, assistants: readonly UsingAssistant[]): NamedThing[] {
  return assistants.filter(({ intent_ids }) => intent_ids?.includes(intentId));
}

/** The intents that offer a form, and the assistants that have it: by themselves, or because they recognise such an intent. */
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
