import { decodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import type { Log } from '@flowforge/service-kit/log';
import type { JsMsg } from '@nats-io/jetstream';
import { outboxRowIdOf } from '../on-captured-event/decoded-message.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import type { Replanner } from '../routing/replanner.service.js';
import type { RoutingStore } from '../routing/routing.store.js';
import type { Settler } from '../settle/settler.client.js';

const UNKNOWN_VERSION_WAIT_MS = 30_000;

/** Routing changes arrive: they are applied to the projection, and events that they cover are planned again. */
export class OnRoutingChanged {
  constructor(
    private readonly store: RoutingStore,
    private readonly replanner: Replanner,
    private readonly current: CurrentRouting,
    private readonly settler: Settler,
    private readonly log: Log,
    private readonly onDueRows: () => void,
  ) {}

  async take(batch: JetStreamBatch): Promise<void> {
    const readable: { change: RoutingChange; message: JsMsg }[] = [];
    for (const message of batch.messages) {
      const decoded = decodeRoutingChange(message.data);
      if (decoded.ok) readable.push({ change: decoded.value, message });
      else if (decoded.reason === 'unknown_version') message.nak(UNKNOWN_VERSION_WAIT_MS);
      else {
        // It stays in the registry's outbox, settled, where it is found; dropping it here keeps the others going.
        const id = outboxRowIdOf(message);
        this.log.error(
          { subject: message.subject, at: decoded.at, seq: message.seq, change_id: id },
          'routing.unreadable',
        );
        message.term();
        if (id !== null) this.settler.add(id);
      }
    }
    if (readable.length === 0) return;
    await this.store.apply(
      readable.map(({ change }) => change),
      (manager, delta) => this.replanner.replanCovered(manager, delta),
    );
    // Known here before it is settled: who waits for the settlement may rely on it.
    await this.current.load();
    this.current.notifyReplicas();
    for (const { change, message } of readable) {
      message.ack();
      this.settler.add(change.id);
    }
    this.settler.flush();
    this.log.info({ changes: readable.length }, 'routing.applied');
    this.onDueRows();
  }
}
