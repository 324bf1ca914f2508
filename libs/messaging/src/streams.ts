import type { ServiceName } from '@flowforge/contracts/words';

/** A JetStream stream, the service that publishes to it, and its one durable consumer. */
export interface StreamDefinition {
  stream: string;
  subjects: string[];
  producer: ServiceName;
  /** The service that consumes the stream; its durable consumer has the same name. */
  consumer: ServiceName;
  /** Maximum number of delivered and unacknowledged messages, over all replicas of the consumer. */
  maxAckPending: number;
  /** A message that is not acknowledged within this time is redelivered; in milliseconds. */
  ackWaitMs: number;
  /** How many servers of a cluster keep the stream; default 1. It counts only when the stream is created. */
  replicas?: number;
}

/** Captured events on their way to delivery; subjects `events.<type>.v<version>`. */
export const EVENTS_STREAM: StreamDefinition = {
  stream: 'EVENTS',
  subjects: ['events.>'],
  producer: 'conversations',
  consumer: 'delivery',
  maxAckPending: 2_048,
  // The messages of a killed process are redelivered after this time. A running process extends the ack wait of a message while
  // it needs it.
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
