import type { ServiceName } from '@flowforge/contracts/words';

/** A JetStream stream, the service that publishes to it, and its one durable consumer. */
export interface StreamDefinition {
  stream: string;
  subjects: string[];
  producer: ServiceName;
  /** The service that consumes the stream; its durable consumer has the same name. */
  consumer: ServiceName;
  /** The most messages that are handed out and not yet acknowledged, over all replicas of the consumer. */
  maxAckPending: number;
  /** A message that is not acknowledged within this time is handed out again; in milliseconds. */
  ackWaitMs: number;
}

/** Captured events on their way to delivery; subjects `events.<type>.v<version>`. */
export const EVENTS_STREAM: StreamDefinition = {
  stream: 'EVENTS',
  subjects: ['events.>'],
  producer: 'conversations',
  consumer: 'delivery',
  maxAckPending: 2_048,
  // The messages of a dead process are handed out again after this; a living one extends the wait for those it still needs.
  ackWaitMs: 8_000,
};

/** Changes of webhooks and assignments on their way to delivery; subjects `routing.<thing>.changed.v<version>`. */
export const ROUTING_STREAM: StreamDefinition = {
  stream: 'ROUTING',
  subjects: ['routing.>'],
  producer: 'registry',
  consumer: 'delivery',
  maxAckPending: 1_024,
  ackWaitMs: 3_000,
};

/** Every stream of the system. */
export const STREAMS: readonly StreamDefinition[] = [EVENTS_STREAM, ROUTING_STREAM];
