import type { ChangeIntent, Intent } from '../../../api/intents.js';
import { linesOf } from '../../../intent/utterances.js';

/** An intent as it is edited. An empty text stands for “none”. */
export interface IntentDraft {
  name: string;
  description: string;
  /** One example a line. */
  utterances: string;
  reply: string;
  formId: string;
  /** Undefined: the default of the classifier. */
  threshold: number | undefined;
}

export function draftOf(intent: Intent): IntentDraft {
  return {
    name: intent.name,
    description: intent.description ?? '',
    utterances: intent.utterances.join('\n'),
    reply: intent.reply ?? '',
    formId: intent.form_id ?? '',
    threshold: intent.threshold ?? undefined,
  };
}

export function changeOf(draft: IntentDraft): ChangeIntent {
  return {
    name: draft.name,
    description: textOrNull(draft.description),
    utterances: linesOf(draft.utterances),
    reply: textOrNull(draft.reply),
    form_id: textOrNull(draft.formId),
    threshold: draft.threshold ?? null,
  };
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}
