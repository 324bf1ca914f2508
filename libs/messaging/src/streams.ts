import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';

/** A stream, its one durable consumer, and how far unacknowledged work may pile up on it. */
export interface StreamDefinition {
  stream: string;
  subjects: string[];
  consumer: string;
  /** Messages handed out and not acknowledged yet, over all replicas of the consumer. */
  maxAckPending: number;
  /** How long after hand-out an unacknowledged message is handed out again, in milliseconds. */
  ackWaitMs: number;
}

/** Captured facts on their way to delivery; subjects `events.<type>.v<version>`. */
export const EVENTS_STREAM: StreamDefinition = {
  stream: 'EVENTS',
  subjects: ['events.>'],
  consumer: 'delivery',
  maxAckPending: 2_048,
  // What a dead process held is handed out again after this; a living one says so for what it holds longer.
  ackWaitMs: 8_000,
};

/** Changes of webhooks and assignments on their way to delivery; subjects `routing.<thing>.changed.v<version>`. */
export const ROUTING_STREAM: StreamDefinition = {
  stream: 'ROUTING',
  subjects: ['routing.>'],
  consumer: 'delivery',
  maxAckPending: 1_024,
  ackWaitMs: 3_000,
};

/** Messages of one stream past which a publish is refused and stays in its outbox. */
const MAX_STREAM_BYTES = 1024 * 1024 * 1024;
const NANOS_PER_MS = 1_000_000;
const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;
const NAME_IN_USE = new Set([10_058, 10_148, 10_105]);

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.apiError().err_code : undefined;
}

/** Makes sure that the stream exists, and answers what the server says of it. Safe from many processes at once. */
export async function ensureStream(
  manager: JetStreamManager,
  definition: StreamDefinition,
): Promise<StreamInfo> {
  try {
    return await manager.streams.info(definition.stream);
  } catch (error) {
    if (codeOf(error) !== STREAM_NOT_FOUND) throw error;
  }
  const config: Partial<StreamConfig> & { name: string } = {
    name: definition.stream,
    subjects: definition.subjects,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    max_age: 0,
    max_bytes: MAX_STREAM_BYTES,
    duplicate_window: 120_000 * NANOS_PER_MS,
  };
  try {
    return await manager.streams.add(config);
  } catch (error) {
    if (!NAME_IN_USE.has(codeOf(error) ?? 0)) throw error;
    return await manager.streams.info(definition.stream);
  }
}

/** Makes sure that the stream and its durable pull consumer exist, and answers what the server says of the stream. Safe from many processes at once. */
export async function ensureConsumer(
  manager: JetStreamManager,
  definition: StreamDefinition,
): Promise<StreamInfo> {
  const stream = await ensureStream(manager, definition);
  const wanted = {
    max_ack_pending: definition.maxAckPending,
    ack_wait: definition.ackWaitMs * NANOS_PER_MS,
  };
  try {
    const { config } = await manager.consumers.info(definition.stream, definition.consumer);
    if (config.max_ack_pending === wanted.max_ack_pending && config.ack_wait === wanted.ack_wait)
      return stream;
    await manager.consumers.update(definition.stream, definition.consumer, wanted);
    return stream;
  } catch (error) {
    if (codeOf(error) !== CONSUMER_NOT_FOUND) throw error;
  }
  const config: Partial<ConsumerConfig> = {
    durable_name: definition.consumer,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    max_deliver: -1,
    ...wanted,
  };
  try {
    await manager.consumers.add(definition.stream, config);
  } catch (error) {
    if (!NAME_IN_USE.has(codeOf(error) ?? 0)) throw error;
  }
  return stream;
}
