import { fromMicros, type Instant, toMicros } from '@flowforge/contracts/time';
import type { Attributes } from '@flowforge/contracts/events/attributes';
import type { Channel, ClosedReason, DeviceType } from '@flowforge/contracts/words';

/** A conversation between a visitor and an assistant, as read under its lock. */
export interface Conversation {
  id: string;
  workspaceId: string;
  assistantId: string;
  widgetId: string;
  channel: Channel;
  deviceType: DeviceType;
  attributes: Attributes;
  contactId: string | null;
  /** The text of the visitor's first message; null before it. */
  firstMessage: string | null;
  /** Number of messages without the greeting. */
  chatCount: number;
  /** `seq` of the last message, the greeting included. */
  messageSeq: number;
  /** Number of the last event; 0 before the first. */
  eventSeq: number;
  startedAt: Instant;
  lastActivityAt: Instant;
  idleCloseMinutes: number;
  idleCloseAt: Instant;
  /** When a person of the business last wrote; null before. */
  agentWroteAt: Instant | null;
  /** When and why it was closed; null while it is open. */
  end: ConversationEnd | null;
}

export interface ConversationEnd {
  at: Instant;
  reason: ClosedReason;
}

/** The assistant sends no reply for so many minutes after a person of the business has written. */
export const QUIET_MINUTES = 10;

/** Maximum of messages in one conversation, the greeting included. */
export const MESSAGES_MAX = 2_000;

const MICROS_PER_MINUTE = 60_000_000;

/** The conversation after activity at `now`: its idle time starts again. */
export function touched(conversation: Conversation, now: Instant): Conversation {
  return {
    ...conversation,
    lastActivityAt: now,
    idleCloseAt: idleCloseAt(now, conversation.idleCloseMinutes),
  };
}

/** The conversation after a message of a person of the business at `now`. */
export function afterAgentMessage(conversation: Conversation, now: Instant): Conversation {
  return {
    ...touched(conversation, now),
    chatCount: conversation.chatCount + 1,
    messageSeq: conversation.messageSeq + 1,
    agentWroteAt: now,
  };
}

/** Whether a person of the business has written so recently that the assistant leaves the answer to them. */
export function isAgentAnswering({ agentWroteAt }: Conversation, now: Instant): boolean {
  return agentWroteAt !== null && toMicros(now) - toMicros(agentWroteAt) < QUIET_MINUTES * MICROS_PER_MINUTE;
}

/** When a conversation without activity after `now` is closed. */
export function idleCloseAt(now: Instant, idleCloseMinutes: number): Instant {
  return fromMicros(toMicros(now) + idleCloseMinutes * MICROS_PER_MINUTE);
}

/** Whether `count` more messages fit. */
export function hasRoomFor(conversation: Conversation, count: number): boolean {
  return conversation.messageSeq + count <= MESSAGES_MAX;
}

/** Whether it is open and its idle time is over. Instants have a fixed width, so they compare as text. */
export function isIdle(conversation: Conversation, now: Instant): boolean {
  return conversation.end === null && conversation.idleCloseAt <= now;
}

/** The conversation, closed at `now`. */
export function closed(conversation: Conversation, reason: ClosedReason, now: Instant): Conversation {
  return { ...conversation, end: { at: now, reason } };
}

/** Whole seconds from its start to `end`. */
export function durationSeconds(conversation: Conversation, end: Instant): number {
  return Math.max(0, Math.floor((toMicros(end) - toMicros(conversation.startedAt)) / 1_000_000));
}
