/** What an assistant has, by its ids. */
interface Chosen {
  form_ids: readonly string[];
  intent_ids: readonly string[];
}

/** An intent, and the form that its reply offers. */
interface OfferingIntent {
  id: string;
  name: string;
  form_id?: string | null;
}

/** The names of the assistant's intents that offer a form. */
export function offeredBy(formId: string, chosen: Chosen, intents: readonly OfferingIntent[]): string[] {
  return intents
    .filter(({ id, form_id }) => form_id === formId && chosen.intent_ids.includes(id))
    .map(({ name }) => name);
}

/** The ids of the forms that visitors of the assistant are shown, each once: those that its intents offer. */
export function offeredForms(intentIds: readonly string[], intents: readonly OfferingIntent[]): string[] {
  const ids = intents.flatMap(({ id, form_id }) => (form_id && intentIds.includes(id) ? [form_id] : []));
  return [...new Set(ids)];
}

/**
 * The ids of the assistant's forms that no visitor is shown: the chat shows a form only with the reply to an intent that offers it. Empty when
 * `intents` lacks an intent of the assistant, because that one may offer them.
 */
export function formsWithoutOffer(chosen: Chosen, intents: readonly OfferingIntent[]): string[] {
  const known = new Set(intents.map(({ id }) => id));
  if (!chosen.intent_ids.every((id) => known.has(id))) return [];
  return chosen.form_ids.filter((id) => offeredBy(id, chosen, intents).length === 0);
}
