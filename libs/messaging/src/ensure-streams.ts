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
import type { StreamDefinition } from './streams.js';

/** Maximum size of a stream. A full stream refuses new messages; they stay in the outbox of their service. */
const MAX_STREAM_BYTES = 1024 * 1024 * 1024;
const NANOS_PER_MS = 1_000_000;
const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;
const NAME_IN_USE = new Set([10_058, 10_148, 10_105]);

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.apiError().err_code : undefined;
}

/** Creates the stream if it is missing. Returns its state. Many processes may call this at once. */
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
    num_replicas: definition.replicas ?? 1,
    duplicate_window: 120_000 * NANOS_PER_MS,
  };
  try {
    return await manager.streams.add(config);
  } catch (error) {
    if (!NAME_IN_USE.has(codeOf(error) ?? 0)) throw error;
    return await manager.streams.info(definition.stream);
  }
}

/**
 * Creates the stream and its durable pull consumer if they are missing, and updates the consumer if its settings differ.
 * Returns the stream's state. Many processes may call this at once.
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  definition: StreamDefinition,
): Promise<StreamInfo> {
  const stream = await ensureStream(manager, definition);
  const settings = {
    max_ack_pending: definition.maxAckPending,
    ack_wait: definition.ackWaitMs * NANOS_PER_MS,
  };
  try {
    const { config } = await manager.consumers.info(definition.stream, definition.consumer);
    if (config.max_ack_pending === settings.max_ack_pending && config.ack_wait === settings.ack_wait)
      return stream;
    await manager.consumers.update(definition.stream, definition.consumer, settings);
    return stream;
  } catch (error) {
    if (codeOf(error) !== CONSUMER_NOT_FOUND) throw error;
  }
  const config: Partial<ConsumerConfig> = {
    durable_name: definition.consumer,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    max_deliver: -1,
    ...settings,
  };
  try {
    await manager.consumers.add(definition.stream, config);
  } catch (error) {
    if (!NAME_IN_USE.has(codeOf(error) ?? 0)) throw error;
  }
  return stream;
}
