import {
  type Consumer,
  type ConsumerMessages,
  jetstream,
  jetstreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { firstValueFrom, isObservable } from 'rxjs';
import { ensureConsumer } from './ensure-streams.js';
import type { NatsLink } from './nats-link.js';
import { PauseWatch } from './pause-watch.js';
import { type ConsumptionStart, RedeliveryMark } from './redelivery-mark.js';
import type { StreamDefinition } from './streams.js';

/** Transport id for `@EventPattern(definition.stream, JETSTREAM)`. Without it Nest registers the handler on every transport. */
export const JETSTREAM = Symbol('jetstream');

/**
 * Messages that arrived together. The handler must answer each one: acknowledge (`ack`), return for redelivery (`nak`) or drop
 * (`term`). A message without an answer is redelivered after the ack wait. When the handler throws, the messages that it has not
 * answered are returned.
 */
export interface JetStreamBatch {
  readonly messages: readonly JsMsg[];
  /**
   * Messages up to this sequence may have been delivered before, even when their redelivery count is 1: a restarted server
   * forgets the count, and acknowledgements that were on their way.
   */
  readonly possiblyRedeliveredUpTo: number;
}

/** Messages that wait on a stream, for all replicas of its consumer together. */
export interface ConsumerBacklog {
  /** Not delivered to any replica yet. */
  pending: number;
  /** Delivered, and not acknowledged. */
  unacknowledged: number;
}

/** Number of messages that are requested from the server in advance. */
const PULL_MESSAGES = 512;
const HEARTBEAT_MS = 1_000;
const PULL_EXPIRES_MS = 5_000;
const RETRY_MS = 250;
const NAK_DELAY_MS = 1_000;

/**
 * Nest transport on durable JetStream pull consumers, which Nest's own NATS transport does not support. Each consumer loop
 * creates stream and consumer again at every connect and when the server's heartbeats stop: a consumer of a re-created stream
 * receives nothing and gets no error.
 */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  override propagatesEventHandlerErrors = true;
  private readonly loops: ConsumerLoop[] = [];

  constructor(
    private readonly link: NatsLink,
    private readonly definitions: readonly StreamDefinition[],
    private readonly report: (stream: string, error: unknown) => void,
  ) {
    super();
  }

  /** Starts one consumer loop for each stream that has a handler. Does not wait for the connection. */
  listen(callback: () => void): void {
    for (const definition of this.definitions) {
      const handler = this.getHandlerByPattern(definition.stream);
      if (!handler) continue;
      const handle = async (batch: JetStreamBatch): Promise<void> => {
        const result: unknown = await handler(batch, undefined);
        if (isObservable(result)) await firstValueFrom(result, { defaultValue: undefined });
      };
      const loop = new ConsumerLoop(this.link, definition, handle, (error) =>
        this.report(definition.stream, error),
      );
      this.loops.push(loop);
      loop.start();
    }
    callback();
  }

  /** Stops pulling on every stream and waits for the running handlers. */
  async close(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** Stops or resumes pulling on one stream, for example while the database does not answer. */
  setPaused(stream: string, paused: boolean): void {
    for (const loop of this.loops) if (loop.definition.stream === stream) loop.setPaused(paused);
  }

  /** What waits on `stream`; undefined while NATS does not answer, and before the stream was opened once. */
  async backlog(stream: string): Promise<ConsumerBacklog | undefined> {
    return this.loops.find((loop) => loop.definition.stream === stream)?.backlog();
  }

  /** When `stream` last received a message or a heartbeat of the server, in `performance.now()` milliseconds; 0 = never. */
  heartbeatAt(stream: string): number {
    return this.loops.find((loop) => loop.definition.stream === stream)?.heartbeatAt ?? 0;
  }

  on(): never {
    throw new Error('JetStreamServer emits no events');
  }

  unwrap<T>(): T {
    throw new Error('JetStreamServer wraps no server');
  }
}

/** The loop of one durable consumer: create what is missing, consume, pass batches to the handler, start again. */
class ConsumerLoop {
  heartbeatAt = 0;
  private running = false;
  private paused = false;
  private messages: ConsumerMessages | undefined;
  private wake: (() => void) | undefined;
  private finished: Promise<void> = Promise.resolve();
  private readonly runningHandlers = new Set<Promise<void>>();
  private readonly redeliveryMark = new RedeliveryMark();
  private readonly pauses: PauseWatch;

  constructor(
    private readonly link: NatsLink,
    readonly definition: StreamDefinition,
    private readonly handle: (batch: JetStreamBatch) => Promise<void>,
    private readonly report: (error: unknown) => void,
  ) {
    this.pauses = new PauseWatch(definition.ackWaitMs);
  }

  start(): void {
    this.running = true;
    this.pauses.start();
    this.finished = this.run();
    this.link.onConnect(() => {
      // The old pull may belong to a stream that no longer exists.
      this.messages?.stop();
      this.wake?.();
    });
  }

  async stop(): Promise<void> {
    this.running = false;
    this.messages?.stop();
    this.wake?.();
    this.pauses.stop();
    await this.finished;
    await Promise.all(this.runningHandlers);
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    if (paused) this.messages?.stop();
    else this.wake?.();
  }

  async backlog(): Promise<ConsumerBacklog | undefined> {
    const { connection } = this.link;
    if (!connection) return undefined;
    const { stream, consumer } = this.definition;
    const read = jetstreamManager(connection, { timeout: 2_000, checkAPI: false }).then((manager) =>
      manager.consumers.info(stream, consumer),
    );
    try {
      const { num_pending, num_ack_pending } = await this.link.whileConnected(read);
      return { pending: num_pending, unacknowledged: num_ack_pending };
    } catch {
      // The loop reports why the stream cannot be used.
      return undefined;
    }
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        if (this.link.connection && !this.paused) await this.consume();
        else await this.pause(RETRY_MS);
      } catch (error) {
        this.report(error);
        await this.pause(RETRY_MS);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async consume(): Promise<void> {
    const connection = this.link.connection;
    if (!connection) return;
    const { stream, consumer: name } = this.definition;
    const open = async (): Promise<{ consumer: Consumer; start: ConsumptionStart }> => {
      const { state, created } = await ensureConsumer(
        await jetstreamManager(connection, { timeout: 2_000 }),
        this.definition,
      );
      const consumer = await jetstream(connection, { timeout: 2_000 }).consumers.get(stream, name);
      const start = {
        serverId: connection.info?.server_id ?? '',
        clustered: connection.info?.cluster !== undefined,
        streamCreated: created,
        consumerCreated: (await consumer.info(true)).created,
        lastSequence: state.last_seq,
      };
      return { consumer, start };
    };
    const { consumer, start } = await this.link.whileConnected(open());
    const possiblyRedeliveredUpTo = this.redeliveryMark.begin(start);

    let pending: JsMsg[] = [];
    const flush = (): void => {
      const messages = pending;
      pending = [];
      const stale = this.pauses.mayBeStale();
      const delivering = this.deliver({
        messages,
        possiblyRedeliveredUpTo: stale ? Number.POSITIVE_INFINITY : possiblyRedeliveredUpTo,
      });
      this.runningHandlers.add(delivering);
      void delivering.finally(() => this.runningHandlers.delete(delivering));
    };
    const messages = await consumer.consume({
      max_messages: PULL_MESSAGES,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: HEARTBEAT_MS,
      // Without it, a deleted stream or consumer is noticed only when a pull expires.
      abort_on_missing_resource: true,
      callback: (message) => {
        this.heartbeatAt = performance.now();
        // The messages of one socket read form one batch.
        if (pending.push(message) === 1) setImmediate(flush);
      },
    });
    this.messages = messages;
    this.heartbeatAt = performance.now();
    if (!this.running || this.paused || this.link.connection !== connection) messages.stop();
    void this.watch(messages);
    const ended = await messages.closed();
    this.messages = undefined;
    if (ended instanceof Error) throw ended;
  }

  private async watch(messages: ConsumerMessages): Promise<void> {
    for await (const status of messages.status()) {
      if (status.type === 'heartbeat' || status.type === 'next') this.heartbeatAt = performance.now();
      if (
        status.type === 'heartbeats_missed' ||
        status.type === 'consumer_not_found' ||
        status.type === 'consumer_deleted' ||
        status.type === 'stream_not_found'
      ) {
        messages.stop();
        return;
      }
    }
  }

  private async deliver(batch: JetStreamBatch): Promise<void> {
    try {
      await this.handle(batch);
    } catch (error) {
      this.report(error);
      // nak has no effect on a message that was answered already.
      for (const message of batch.messages) message.nak(NAK_DELAY_MS);
    }
  }
}
