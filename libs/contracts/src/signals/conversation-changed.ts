import { Type } from 'typebox';
import { Uuid } from '../ids.js';
import { defineSignal } from './signal.js';

const ConversationChangedSchema = Type.Object({
  conversation_id: Uuid,
  /** `seq` of its last message; 0 before the first. */
  message_seq: Type.Integer({ minimum: 0 }),
  is_closed: Type.Boolean(),
});

/** Received by every replica of conversations: no queue group. */
export const CONVERSATION_CHANGED_SUBJECT = 'conversations.conversation-changed';

/**
 * A conversation has a new message, or was closed. Replicas with an open event stream of it read the rest from Postgres. If the
 * signal is lost, they find it at their next poll.
 */
export const conversationChanged = defineSignal(ConversationChangedSchema);
