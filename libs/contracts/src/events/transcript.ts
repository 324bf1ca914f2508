import { Type, type Static } from 'typebox';
import { InstantSchema } from '../time.js';
import { MESSAGE_ROLES } from '../words.js';
import { clipText, jsonBytes } from './clip-text.js';

/** One message of a conversation in its `conversation.closed` event: `content` is the text, `ts` the time it was written. */
export const TranscriptMessageSchema = Type.Object({
  role: Type.Enum(MESSAGE_ROLES),
  content: Type.String(),
  ts: InstantSchema,
});
export type TranscriptMessage = Static<typeof TranscriptMessageSchema>;

/** A transcript of limited size. `truncated` is true when a message is missing or clipped. */
export interface BoundedTranscript {
  transcript: TranscriptMessage[];
  truncated: boolean;
}

/**
 * The newest consecutive messages that fit into `maxBytes` (2 or more) of compact JSON, oldest first. The newest
 * messages are kept because they show the result of the conversation; `first_message` has its start. If the newest message alone
 * is too long, its prefix is kept.
 */
export function boundTranscript(messages: readonly TranscriptMessage[], maxBytes: number): BoundedTranscript {
  let left = maxBytes - '[]'.length;
  let first = messages.length;
  for (const message of messages.toReversed()) {
    const separator = first === messages.length ? 0 : 1;
    const size = jsonBytes(message) + separator;
    if (size > left) break;
    left -= size;
    first -= 1;
  }
  const newest = messages.at(-1);
  if (newest !== undefined && first === messages.length) {
    return { transcript: clipMessage(newest, left), truncated: true };
  }
  return { transcript: messages.slice(first), truncated: first > 0 };
}

/** The message with as much of its content as fits; an empty list if not even an empty content fits. */
function clipMessage(message: TranscriptMessage, maxBytes: number): TranscriptMessage[] {
  const emptySize = jsonBytes({ ...message, content: '' }) - '""'.length;
  const contentBytes = maxBytes - emptySize;
  return contentBytes < '""'.length ? [] : [{ ...message, content: clipText(message.content, contentBytes) }];
}
