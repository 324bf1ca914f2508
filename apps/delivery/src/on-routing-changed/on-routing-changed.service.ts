import { decodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import type { Log } from '@flowforge/service-kit/log';
import type { JsMsg } from '@nats-io/jetstream';
import { outboxRowIdOf } from '../on-captured-event/decoded-message.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import type { ReplanJob } from '../replan/replan-job.service.js';
import type { SkipBacklog } from '../skip-backlog/skip-backlog.service.js';
import type { RoutingStore } from '../routing/routing.store.js';
import type { Settler } from '../settle/settler.client.js';

/** Delay before NATS delivers a change again that only a newer release can read, in milliseconds. */
const UNKNOWN_VERSION_WAIT_MS = 30_000;

/** Applies routing changes to the projection, and stores the jobs that they ask for. */
export class OnRoutingChanged {
  constructor(
    private readonly store: RoutingStore,
    private readonly replanJob: ReplanJob,
    private readonly skipBacklog: SkipBacklog,
    private readonly current: CurrentRouting,
    private readonly settler: Settler,
    private readonly log: Log,
    /** Called when jobs were stored. */
    private readonly onJobs: () => void,
  ) {}

  async handle(batch: JetStreamBatch): Promise<void> {
    const readable: { change: RoutingChange; message: JsMsg }[] = [];
    for (const message of batch.messages) {
      const decoded = decodeRoutingChange(message.data);
      if (decoded.ok) readable.push({ change: decoded.value, message });
      else if (decoded.reason === 'unknown_version') message.nak(UNKNOWN_VERSION_WAIT_MS);
      else {
        // Terminated, so that it does not block the changes after it. In the outbox of the registry it is marked as settled.
        const id = outboxRowIdOf(message);
        this.log.error(
          { subject: message.subject, at: decoded.at, seq: message.seq, change_id: id },
          'routing.malformed',
        );
        message.term();
        if (id !== null) this.settler.add(id);
      }
    }
    if (readable.length === 0) return;
    await this.store.apply(
      readable.map(({ change }) => change),
      async (tx, delta) => {
        await this.replanJob.addJobs(tx, delta);
        await this.skipBacklog.addJobs(tx, delta);
      },
    );
    // The view is loaded before the changes are settled: the registry delays its response until the settlement, and after it
    // the caller expects the change to be in effect.
    this.onJobs();
    await this.current.load();
    this.current.notifyReplicas();
    for (const { change, message } of readable) {
      message.ack();
      this.settler.add(change.id);
    }
    this.settler.flush();
    this.log.info({ changes: readable.length }, 'routing.applied');
  }
}
