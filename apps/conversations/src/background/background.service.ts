import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { OutboxMetrics } from '@flowforge/outbox/outbox-metrics';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import { OutboxRetention } from '@flowforge/outbox/outbox-retention.service';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { retentionTask } from '@flowforge/service-kit/retention';
import type { Heartbeat } from '@flowforge/service-kit/ops/liveness';
import { Inject, Injectable } from '@nestjs/common';
import { IdleCloser } from '../close-idle-conversations/idle-closer.service.js';
import { IdleConversationStore } from '../close-idle-conversations/idle-conversation.store.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { Retention } from '../retention/retention.service.js';
import { MessageStreams } from '../stream-messages/message-streams.worker.js';

const IDLE_CLOSE_MS = 2_000;
const METRICS_MS = 5_000;
const RETENTION_MS = 300_000;
/** A loop is stuck when it has completed no round for this time, in milliseconds. */
const STUCK_MS = 60_000;

/** The background work of this process: publish the outbox, send entries to the audit log, read for streams, close idle conversations, read metrics, delete expired rows. */
@Injectable()
export class BackgroundWork {
  private readonly idleClosing: PeriodicTask;
  private readonly tasks: PeriodicTask[];

  constructor(
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(AuditOutbox) private readonly audit: AuditOutbox,
    @Inject(Retention) retention: Retention,
    @Inject(IdleCloser) closer: IdleCloser,
    @Inject(IdleConversationStore) conversations: IdleConversationStore,
    @Inject(OutboxMetrics) private readonly outboxMetrics: OutboxMetrics,
    @Inject(OutboxRetention) private readonly outboxRetention: OutboxRetention,
    @Inject(MessageStreams) private readonly streams: MessageStreams,
    @Inject(ServiceMetrics) metrics: ServiceMetrics,
    @Inject(LOG) log: Log,
  ) {
    const onError = (error: unknown, task: string): void =>
      log.error({ err: error, task }, 'background.failed');
    this.idleClosing = new PeriodicTask({
      name: 'idle closer',
      periodMs: IDLE_CLOSE_MS,
      run: async (stopping) => {
        if (await closer.closeIdle(stopping)) this.idleClosing.runSoon();
      },
      onError,
    });
    const counting = new PeriodicTask({
      name: 'conversation metrics',
      periodMs: METRICS_MS,
      run: async () => metrics.conversationsOpen.set(await conversations.countOpen()),
      onError,
    });
    this.tasks = [this.idleClosing, counting, retentionTask(RETENTION_MS, retention.steps, log)];
  }

  get heartbeats(): Heartbeat[] {
    return [
      { name: 'outbox relay', at: () => this.relay.heartbeatAt, limitMs: STUCK_MS },
      { name: 'stream reader', at: () => this.streams.heartbeatAt, limitMs: STUCK_MS },
      { name: 'idle closer', at: () => this.idleClosing.heartbeatAt, limitMs: STUCK_MS },
    ];
  }

  start(): void {
    this.relay.start();
    this.audit.start();
    this.streams.start();
    this.outboxMetrics.start();
    this.outboxRetention.start();
    for (const task of this.tasks) task.start();
  }

  /** Ends the visitors' event streams, which do not end by themselves. */
  endStreams(): void {
    this.streams.endAll();
  }

  /** Starts no new round and waits for the running ones. The two outboxes continue until `flush`. */
  async stop(): Promise<void> {
    await Promise.all([
      this.streams.stop(),
      this.outboxMetrics.stop(),
      this.outboxRetention.stop(),
      ...this.tasks.map((task) => task.stop()),
    ]);
  }

  /** Publishes the rest of the outbox, for at most `deadlineMs`, and stops both outboxes. */
  async flush(deadlineMs: number): Promise<void> {
    await Promise.all([this.relay.stop(deadlineMs), this.audit.stop()]);
  }
}
