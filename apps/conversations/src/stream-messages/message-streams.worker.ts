import {
  conversationChanged,
  CONVERSATION_CHANGED_SUBJECT,
} from '@flowforge/contracts/signals/conversation-changed';
import { toApiTime } from '@flowforge/contracts/time';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { retryHint, streamsUnavailable, tooManyStreams } from '@flowforge/service-kit/http/event-streams';
import { KeyedSlots, type SlotLimits } from '@flowforge/service-kit/http/keyed-slots';
import type { Problem } from '@flowforge/service-kit/http/problem';
import type { Log } from '@flowforge/service-kit/log';
import type { ConversationChange, ConversationChanges } from '../conversation/conversation-changes.js';
import { messageDto } from '../message/message.dto.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import { EventStream, type StreamOwner } from './event-stream.js';
import { OpenStreams } from './open-streams.js';
import { closedEvent, HEARTBEAT, messageEvent } from './server-sent-event.js';
import type { NextMessages, StreamedConversationStore } from './streamed-conversation.store.js';

/** Times of the streams, in milliseconds. */
export interface StreamTimes {
  /** Time without an event after which a stream gets a comment. */
  heartbeatMs: number;
  /** Period in which all streams are compared with Postgres, in case a signal was lost. */
  pollMs: number;
  /** Time after which a full stream is ended when its client reads nothing. */
  stalledMs: number;
}

export const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, pollMs: 5_000, stalledMs: 30_000 };

/** Conversations of one statement, and messages of each: at most 1,000 messages of 16 KB are in memory. */
const CONVERSATIONS = 50;
const MESSAGES = 20;

/**
 * The open event streams of this process. A stream holds no connection to Postgres: one reader reads for all of them. Signals only
 * wake the reader; what a stream shows is read from Postgres by `seq`, so a lost or repeated signal loses and repeats nothing.
 */
export class MessageStreams {
  private readonly open = new OpenStreams();
  private readonly slots: KeyedSlots;
  /** Streams that have something to read. */
  private readonly due = new Set<EventStream>();
  private readonly reader: PeriodicTask;
  private readonly clock: PeriodicTask;
  private readonly lastWriteAt = new WeakMap<EventStream, number>();
  private polledAt = performance.now();
  private subscribedOn: NatsLink['connection'];

  constructor(
    private readonly store: StreamedConversationStore,
    private readonly changes: ConversationChanges,
    private readonly link: NatsLink,
    private readonly metrics: ServiceMetrics,
    log: Log,
    limits: SlotLimits,
    private readonly times: StreamTimes = STREAM_TIMES,
  ) {
    this.slots = new KeyedSlots(limits, { perKey: conversationHasTooMany, total: streamsUnavailable });
    const onError = (error: unknown, task: string): void =>
      log.error({ err: error, task }, 'background.failed');
    this.reader = new PeriodicTask({
      name: 'stream reader',
      periodMs: times.pollMs,
      run: (stopping) => this.read(stopping),
      onError,
    });
    this.clock = new PeriodicTask({
      name: 'stream clock',
      periodMs: Math.min(1_000, times.heartbeatMs),
      run: async () => this.tick(),
      onError,
    });
  }

  /** When a round of the reader last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.reader.heartbeatAt;
  }

  start(): void {
    this.changes.onChange((change) => {
      this.wake(change);
      this.link.connection?.publish(
        CONVERSATION_CHANGED_SUBJECT,
        conversationChanged.encode({
          conversation_id: change.conversationId,
          message_seq: change.messageSeq,
          is_closed: change.isClosed,
        }),
      );
    });
    this.link.onConnect(() => {
      const connection = this.link.connection;
      if (!connection || this.subscribedOn === connection) return;
      this.subscribedOn = connection;
      connection.subscribe(CONVERSATION_CHANGED_SUBJECT, {
        callback: (_, { data }) => {
          const decoded = conversationChanged.decode(data);
          if (!decoded.ok) return;
          const { conversation_id, message_seq, is_closed } = decoded.value;
          this.wake({ conversationId: conversation_id, messageSeq: message_seq, isClosed: is_closed });
        },
      });
    });
    this.reader.start();
    this.clock.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.reader.stop(), this.clock.stop()]);
  }

  /**
   * A stream of the messages after `after`, those that are stored already first. It is known to the reader before its first
   * read, so a message that commits meanwhile is read with them or wakes the reader again.
   *
   * @throws Problem 429 `too_many_streams` for the conversation, 503 `streams_unavailable` for the process
   */
  openStream(owner: StreamOwner, after: number): EventStream {
    const freeSlot = this.slots.take(owner.conversationId);
    const stream = new EventStream(owner, after, (free) => this.readSoon(free));
    this.open.add(stream);
    this.metrics.streamsOpen.set(this.open.size);
    stream.once('close', () => {
      freeSlot();
      this.open.remove(stream);
      this.due.delete(stream);
      this.metrics.streamsOpen.set(this.open.size);
    });
    this.write(stream, retryHint(Math.random()));
    this.readSoon(stream);
    return stream;
  }

  /** Ends all streams and opens no more: the process stops. The clients connect again, each after its own time. */
  endAll(): void {
    this.slots.close();
    for (const stream of this.open.all()) this.end(stream, 'shutdown');
  }

  private wake({ conversationId, messageSeq, isClosed }: ConversationChange): void {
    for (const stream of this.open.of(conversationId)) {
      if (isClosed || stream.lastSeq < messageSeq) this.readSoon(stream);
    }
  }

  private readSoon(stream: EventStream): void {
    this.due.add(stream);
    this.reader.runSoon();
  }

  /** One round of the reader: polls when it is time, then reads for the streams that are due. */
  private async read(stopping: AbortSignal): Promise<void> {
    if (performance.now() - this.polledAt >= this.times.pollMs) await this.poll();
    while (this.due.size > 0 && !stopping.aborted) await this.readBatch();
  }

  private async poll(): Promise<void> {
    this.polledAt = performance.now();
    const streams = this.open.all();
    if (streams.length === 0) return;
    for (const { stream, kind } of await this.store.news(streams)) {
      if (kind === 'changed') this.due.add(stream);
      else this.end(stream, 'token_revoked');
    }
  }

  private async readBatch(): Promise<void> {
    const byConversation = new Map<string, EventStream[]>();
    for (const stream of this.due) {
      const { conversationId } = stream.owner;
      const isKnown = byConversation.has(conversationId);
      if (!isKnown && byConversation.size === CONVERSATIONS) continue;
      // Removed before the read: what commits after the read makes it due again. A full one becomes due when it takes more.
      this.due.delete(stream);
      if (!stream.isOpen || stream.isFull) continue;
      byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), stream]);
    }
    if (byConversation.size === 0) return;
    const positions = [...byConversation].map(([conversationId, streams]) => ({
      conversationId,
      workspaceId: streams[0]?.owner.workspaceId ?? '',
      after: Math.min(...streams.map(({ lastSeq }) => lastSeq)),
    }));
    const found = await this.store.next(positions, MESSAGES);
    for (const next of found) {
      for (const stream of byConversation.get(next.conversationId) ?? []) this.show(stream, next);
    }
  }

  private show(stream: EventStream, { messages, end }: NextMessages): void {
    for (const message of messages) {
      if (message.seq <= stream.lastSeq) continue;
      this.write(stream, messageEvent(messageDto(message)));
      stream.lastSeq = message.seq;
    }
    if (messages.length === MESSAGES) {
      if (!stream.isFull) this.due.add(stream);
    } else if (end !== null) {
      this.write(stream, closedEvent({ reason: end.reason, ended_at: toApiTime(end.at) }));
      this.end(stream, 'closed');
    }
  }

  private write(stream: EventStream, text: string): void {
    const now = performance.now();
    stream.append(text, now);
    this.lastWriteAt.set(stream, now);
  }

  private end(stream: EventStream, reason: string): void {
    if (!stream.isOpen) return;
    stream.finish();
    this.metrics.streamsEnded.inc({ reason });
  }

  /** Heartbeats, and the end of streams that nobody reads. */
  private tick(): void {
    const now = performance.now();
    for (const stream of this.open.all()) {
      if (stream.fullSince !== null && now - stream.fullSince >= this.times.stalledMs) {
        stream.destroy();
        this.metrics.streamsEnded.inc({ reason: 'stalled' });
      } else if (!stream.isFull && now - (this.lastWriteAt.get(stream) ?? now) >= this.times.heartbeatMs) {
        this.write(stream, HEARTBEAT);
      }
    }
  }
}

/** 429: the conversation has as many streams as it may have. */
export function conversationHasTooMany(): Problem {
  return tooManyStreams('This conversation has ten open event streams.');
}
