import { fromMicros, type Instant, toMicros } from '@flowforge/contracts/time';
import type { Attributes } from '@flowforge/contracts/events/attributes';
import type { Channel, ClosedReason, DeviceType } from '@flowforge/contracts/words';

/** One talk between a visitor and an assistant, as its writers see it under its lock. */
export interface Conversation {
  id: string;
  workspaceId: string;
  assistantId: string;
  widgetId: string;
  channel: Channel;
  deviceType: DeviceType;
  attributes: Attributes;
  contactId: string | null;
  /** The visitor's first text. */
  firstMessage: string | null;
  /** Stored messages without the greeting. */
  chatCount: number;
  /** The number of the last message, the greeting counted. */
  messageSeq: number;
  /** The number of the last event. */
  eventSeq: number;
  startedAt: Instant;
  lastActivityAt: Instant;
  idleCloseMinutes: number;
  idleCloseAt: Instant;
  /** How it ended; null while it is open. */
  end: ConversationEnd | null;
}

export interface ConversationEnd {
  at: Instant;
  reason: ClosedReason;
}

/** Messages that one conversation may hold, the greeting counted. */
export const MESSAGES_MAX = 2_000;

const MICROS_PER_MINUTE = 60_000_000;

/** The conversation after something happened in it at `now`: its idle time begins anew. */
export function touched(conversation: Conversation, now: Instant): Conversation {
  return {
    ...conversation,
    lastActivityAt: now,
    idleCloseAt: idleCloseAt(now, conversation.idleCloseMinutes),
  };
}

/** When a conversation ends if nothing happens in it after `now`. */
export function idleCloseAt(now: Instant, idleCloseMinutes: number): Instant {
  return fromMicros(toMicros(now) + idleCloseMinutes * MICROS_PER_MINUTE);
}

/** Whether `count` more messages fit. */
export function hasRoomFor(conversation: Conversation, count: number): boolean {
  return conversation.messageSeq + count <= MESSAGES_MAX;
}

/** Whether it is open and nothing has happened in it for its idle time. Instants are compared as text. */
export function isIdle(conversation: Conversation, now: Instant): boolean {
  return conversation.end === null && conversation.idleCloseAt <= now;
}

/** The conversation, ended at `now`. */
export function closed(conversation: Conversation, reason: ClosedReason, now: Instant): Conversation {
  return { ...conversation, end: { at: now, reason } };
}

/** Whole seconds from its start to `end`. */
export function durationSeconds(conversation: Conversation, end: Instant): number {
  return Math.max(0, Math.floor((toMicros(end) - toMicros(conversation.startedAt)) / 1_000_000));
}
