import type { EventType } from '@flowforge/contracts/words';

/** When each event happens, in a few words. */
export const EVENT_NOTES: Record<EventType, string> = {
  'captured_form.created': 'a visitor completed a form',
  'captured_intent.created': 'the assistant recognised an intent',
  'conversation.closed': 'a conversation ended',
};
