import type { Assistant, ChangeAssistant } from '../../../api/assistants.js';

/** The settings of an assistant as they are edited. An empty text stands for “none”. */
export interface AssistantDraft {
  name: string;
  greeting: string;
  fallback_reply: string;
  form_ids: string[];
  intent_ids: string[];
  idle_close_minutes: number;
  default_region: string;
}

export function draftOf(assistant: Assistant): AssistantDraft {
  return {
    name: assistant.name,
    greeting: assistant.greeting ?? '',
    fallback_reply: assistant.fallback_reply ?? '',
    form_ids: [...(assistant.form_ids ?? [])],
    intent_ids: [...(assistant.intent_ids ?? [])],
    idle_close_minutes: assistant.idle_close_minutes ?? 30,
    default_region: assistant.default_region ?? '',
  };
}

export function changeOf(draft: AssistantDraft): ChangeAssistant {
  return {
    name: draft.name,
    greeting: textOrNull(draft.greeting),
    fallback_reply: textOrNull(draft.fallback_reply),
    form_ids: draft.form_ids,
    intent_ids: draft.intent_ids,
    idle_close_minutes: draft.idle_close_minutes,
    default_region: textOrNull(draft.default_region),
  };
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}
