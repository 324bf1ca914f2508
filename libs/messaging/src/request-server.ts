import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { type NatsOptions, ServerNats, type WritePacket } from '@nestjs/microservices';
import type { Msg, NatsConnection, Subscription, SubscriptionOptions } from '@nats-io/transport-node';
import { type Observable, type Subscription as Sending, tap } from 'rxjs';
import { REQUEST_TRACEPARENT, type RequestTracing } from './request-tracing.js';

/** Limit for the answers to requests that have arrived, in milliseconds. While NATS is away, they would wait until it is back. */
const CLOSE_MS = 5_000;

/**
 * Nest's NATS transport for requests, which loses none when the process stops. Nest's own closes the connection at once: requests that
 * had arrived, or were on their way, get no answer, and whoever asked waits until its deadline.
 */
export class RequestServer extends ServerNats {
  private readonly open: Subscription[] = [];
  private readonly handling = new Set<Promise<unknown>>();
  private connection: NatsConnection | undefined;

  /**
   * @param options Nest declares the options of a transport as required, and reads those that are there
   * @param tracing makes a span for each request that belongs to a trace; without it none is made
   */
  constructor(
    options: Required<NatsOptions>['options'],
    private readonly tracing?: RequestTracing,
  ) {
    super(options);
  }

  override bindEvents(connection: NatsConnection): void {
    this.connection = connection;
    super.bindEvents({
      subscribe: (subject: string, options: SubscriptionOptions): Subscription => {
        const subscription = connection.subscribe(subject, options);
        this.open.push(subscription);
        return subscription;
      },
    });
  }

  override handleMessage(subject: string, message: Msg): Promise<unknown> {
    const answer = (): Promise<unknown> => super.handleMessage(subject, message);
    const handling = this.tracing
      ? this.tracing.answering(subject, message.headers?.get(REQUEST_TRACEPARENT) || undefined, answer)
      : answer();
    this.handling.add(handling);
    return handling.finally(() => this.handling.delete(handling));
  }

  override send(
    answer$: Observable<unknown>,
    respond: (packet: WritePacket) => Promise<unknown> | void,
  ): Sending {
    return super.send(answer$.pipe(tap({ error: () => this.tracing?.answerFailed() })), respond);
  }

  /** Takes no further requests: NATS gives them to other replicas. Answers those that it has, for 5 s at most, then closes the connection. */
  override async close(): Promise<void> {
    if (this.connection && !this.connection.isClosed()) {
      await Promise.race([this.answerAll(this.connection), pause(CLOSE_MS, undefined, { ref: false })]);
    }
    await super.close();
  }

  private async answerAll(connection: NatsConnection): Promise<void> {
    await Promise.all(this.open.map((subscription) => subscription.drain()));
    await Promise.allSettled(this.handling);
    // Nest publishes an answer in the iteration of the event loop after its handler has ended.
    await setImmediate();
    await connection.flush();
  }
}
