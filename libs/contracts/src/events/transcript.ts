import { Type, type Static } from 'typebox';
import { InstantSchema } from '../time.js';
import { MESSAGE_ROLES } from '../words.js';
import { clipText, jsonBytes } from './clip-text.js';

/** One message of a conversation as its closing event carries it. */
export const TranscriptMessageSchema = Type.Object({
  role: Type.Enum(MESSAGE_ROLES),
  content: Type.String(),
  ts: InstantSchema,
});
export type TranscriptMessage = Static<typeof TranscriptMessageSchema>;

export interface BoundedTranscript {
  transcript: TranscriptMessage[];
  truncated: boolean;
}

/**
 * The newest messages that fit, oldest first, without a gap: an array of at most `maxBytes` (2 or more) of compact
 * JSON. The end is what a reader needs, since it says how the talk went out, and `first_message` keeps how it began.
 * Where not even the newest message fits, its beginning is kept, so that a transcript is not empty for one huge text.
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

/** The message with as much of its content as fits, or nothing where not even its frame does. */
function clipMessage(message: TranscriptMessage, maxBytes: number): TranscriptMessage[] {
  const frame = jsonBytes({ ...message, content: '' }) - '""'.length;
  const room = maxBytes - frame;
  return room < '""'.length ? [] : [{ ...message, content: clipText(message.content, room) }];
}
