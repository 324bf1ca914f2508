import { decodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import type { Log } from '@flowforge/service-kit/log';
import { inSpan } from '@flowforge/tracing/spans';
import type { JsMsg } from '@nats-io/jetstream';
import { LRUCache } from 'lru-cache';
import { outboxRowIdOf } from '../on-captured-event/decoded-message.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import type { ReplanJob } from '../replan/replan-job.service.js';
import type { SkipBacklog } from '../skip-backlog/skip-backlog.service.js';
import type { PendingChanges } from '../routing/pending-changes.client.js';
import type { RoutingStore } from '../routing/routing.store.js';
import type { Settler } from '../settle/settler.client.js';
import { traceparentOfMessage } from '../trace/event-span.client.js';

/** Changes of the registry that are remembered as applied, so that they are not applied again every 400 ms until they are settled. */
const REMEMBERED = 20_000;

/** Applies routing changes to the projection, and stores the jobs that they ask for. */
export class OnRoutingChanged {
  private readonly appliedIds = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(
    private readonly store: RoutingStore,
    private readonly replanJob: ReplanJob,
    private readonly skipBacklog: SkipBacklog,
    private readonly current: CurrentRouting,
    private readonly settler: Settler,
    private readonly pending: PendingChanges,
    private readonly log: Log,
    /** Called when jobs were stored. */
    private readonly onJobs: () => void,
  ) {}

  async handle(batch: JetStreamBatch): Promise<void> {
    const readable: { change: RoutingChange; message: JsMsg }[] = [];
    for (const message of batch.messages) {
      const decoded = decodeRoutingChange(message.data);
      if (decoded.ok) readable.push({ change: decoded.value, message });
      else if (decoded.reason === 'unknown_version') {
        // It is not settled. So the registry publishes it again, until a replica of the newer release has applied it.
        this.log.warn({ subject: message.subject, at: decoded.at }, 'routing.unknown_version');
        message.ack();
      } else {
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
    await this.applyReceived(readable);
  }

  /** One span for changes of many requests: it is linked to each of them. */
  private applyReceived(readable: readonly { change: RoutingChange; message: JsMsg }[]): Promise<void> {
    return inSpan(
      `process ${ROUTING_STREAM.stream}`,
      {
        kind: 'consumer',
        links: readable.flatMap(({ message }) => traceparentOfMessage(message) ?? []),
        sampledAsLinks: true,
        attributes: {
          'messaging.system': 'nats',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': ROUTING_STREAM.stream,
          'messaging.consumer.group.name': 'delivery',
          'messaging.batch.message_count': readable.length,
        },
      },
      () => this.applyAndSettle(readable),
    );
  }

  private async applyAndSettle(
    readable: readonly { change: RoutingChange; message: JsMsg }[],
  ): Promise<void> {
    // The view is loaded before the changes are settled: the registry delays its response until the settlement, and after it
    // the caller expects the change to be in effect.
    await this.apply(readable.map(({ change }) => change));
    this.current.notifyReplicas();
    for (const { change, message } of readable) {
      message.ack();
      this.settler.add(change.id);
    }
    this.settler.flush();
  }

  /**
   * Applies what the registry has committed and delivery has not settled, over HTTP. Settling follows when the registry publishes it.
   *
   * @returns false when the registry did not answer
   */
  async applyPending(): Promise<boolean> {
    const payloads = await this.pending.read();
    if (payloads === null) return false;
    const unknown = payloads.flatMap((payload) => {
      const decoded = decodeRoutingChange(payload);
      return decoded.ok && !this.appliedIds.has(decoded.value.id) ? [decoded.value] : [];
    });
    if (unknown.length === 0) return true;
    // Most of them were applied from the stream, here or in another replica, and are not settled yet. To apply a change takes a lock that
    // all new events wait for.
    await this.current.load();
    const missing = unknown.filter((change) => !this.current.has(revisionOf(change)));
    if (missing.length > 0) await this.apply(missing);
    return true;
  }

  private async apply(changes: readonly RoutingChange[]): Promise<void> {
    await this.store.apply(changes, async (tx, delta) => {
      await this.replanJob.addJobs(tx, delta);
      await this.skipBacklog.addJobs(tx, delta);
    });
    for (const { id } of changes) this.appliedIds.set(id, true);
    this.onJobs();
    await this.current.load();
    this.log.info({ changes: changes.length }, 'routing.applied');
  }
}

function revisionOf(change: RoutingChange): Parameters<CurrentRouting['has']>[0] {
  return change.kind === 'webhook.changed'
    ? { kind: 'webhook', id: change.webhook.webhook_id, revision: change.webhook.revision }
    : { kind: 'assignment', id: change.assignment.assignment_id, revision: change.assignment.revision };
}
