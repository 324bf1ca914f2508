import type { TranscriptMessage } from '@flowforge/contracts/events/transcript';
import type { Instant } from '@flowforge/contracts/time';
import type { MessageRole } from '@flowforge/contracts/words';

/** One message of a conversation; `seq` numbers them 1, 2, 3 … under the conversation's lock. */
export interface Message {
  id: string;
  seq: number;
  role: MessageRole;
  text: string;
  /** The caller's own id of a visitor's message: once in a conversation. */
  clientId: string | null;
  /** The message that an assistant's one answers. */
  replyTo: string | null;
  createdAt: Instant;
}

/** The message as a closing event carries it. */
export function toTranscript(message: Message): TranscriptMessage {
  return { role: message.role, content: message.text, ts: message.createdAt };
}
