import { OutboxMetrics } from '@flowforge/outbox/outbox-metrics';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { FORGET_EXPIRED_ANSWERS } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import type { Beat } from '@flowforge/service-kit/ops/liveness';
import { Inject, Injectable } from '@nestjs/common';
import { IdleCloser } from '../close-idle-conversations/idle-closer.service.js';
import { IdleConversationStore } from '../close-idle-conversations/idle-conversation.store.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { RepeatedTask } from './repeated-task.js';

const IDLE_CLOSE_MS = 2_000;
const METRICS_MS = 5_000;
const FORGET_MS = 300_000;
/** A loop that has not come round for so long is stuck, whatever it waits for. */
const STUCK_MS = 60_000;

/** What the process does without being asked: publish, close what is idle, count, forget. */
@Injectable()
export class BackgroundWork {
  private readonly closing: RepeatedTask;
  private readonly others: RepeatedTask[];

  constructor(
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(OutboxStore) outbox: OutboxStore,
    @Inject(IdleCloser) private readonly closer: IdleCloser,
    @Inject(IdleConversationStore) conversations: IdleConversationStore,
    @Inject(OutboxMetrics) private readonly outboxMetrics: OutboxMetrics,
    @Inject(ServiceMetrics) metrics: ServiceMetrics,
    @Inject(LOG) log: Log,
  ) {
    const failed = (task: string) => (error: unknown) => log.error({ err: error, task }, 'background.failed');
    const count = async (): Promise<void> => {
      metrics.conversationsOpen.set(await conversations.countOpen());
    };
    const forget = async (): Promise<void> => {
      await outbox.dataSource.query(FORGET_EXPIRED_ANSWERS);
    };
    this.closing = new RepeatedTask(IDLE_CLOSE_MS, () => closer.closeIdle(), failed('close_idle'));
    this.others = [
      new RepeatedTask(METRICS_MS, count, failed('count')),
      new RepeatedTask(FORGET_MS, forget, failed('forget')),
    ];
  }

  get beats(): Beat[] {
    return [
      { name: 'outbox relay', at: () => this.relay.beatAt, limitMs: STUCK_MS },
      { name: 'idle closer', at: () => this.closing.beatAt, limitMs: STUCK_MS },
    ];
  }

  start(): void {
    this.relay.start();
    this.outboxMetrics.start();
    for (const task of [this.closing, ...this.others]) task.start();
  }

  /** Begins nothing new; what is under way ends. */
  async stop(): Promise<void> {
    this.closer.stop();
    this.outboxMetrics.stop();
    await Promise.all([this.closing, ...this.others].map((task) => task.stop()));
  }

  /** Publishes what is left, up to `deadlineMs`. */
  async flush(deadlineMs: number): Promise<void> {
    await this.relay.stop(deadlineMs);
  }
}
