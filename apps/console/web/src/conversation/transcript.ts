import type { CapturedForm } from '../api/captured-forms.js';
import type { CapturedIntent, Message } from '../api/conversations.js';

/** One entry of a conversation in its order: what was said, and what was captured in between. */
export type Entry =
  | { kind: 'message'; id: string; at: string; message: Message }
  | { kind: 'intent'; id: string; at: string; intent: CapturedIntent }
  | { kind: 'form'; id: string; at: string; form: CapturedForm };

/**
 * Puts captured intents after the message in which they were recognised, and captured forms at their time. A captured intent whose message
 * was not read stands at its time, too.
 */
export function transcript(
  messages: readonly Message[],
  intents: readonly CapturedIntent[],
  forms: readonly CapturedForm[],
): Entry[] {
  const known = new Set(messages.map(({ id }) => id));
  const intentEntry = (intent: CapturedIntent): Entry => ({
    kind: 'intent',
    id: intent.id,
    at: intent.created_at,
    intent,
  });
  const inPlace = [...messages]
    .sort((a, b) => a.seq - b.seq)
    .flatMap((message): Entry[] => [
      { kind: 'message', id: message.id, at: message.created_at, message },
      ...intents.filter(({ message_id }) => message_id === message.id).map(intentEntry),
    ]);
  const byTime: Entry[] = [
    ...intents.filter(({ message_id }) => !known.has(message_id)).map(intentEntry),
    ...forms.map((form): Entry => ({ kind: 'form', id: form.id, at: form.created_at, form })),
  ];
  for (const entry of byTime.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)))
    inPlace.splice(placeOf(entry, inPlace), 0, entry);
  return inPlace;
}

/** After every entry that is not later. */
function placeOf({ at }: Entry, entries: readonly Entry[]): number {
  const later = entries.findIndex((entry) => Date.parse(entry.at) > Date.parse(at));
  return later === -1 ? entries.length : later;
}
