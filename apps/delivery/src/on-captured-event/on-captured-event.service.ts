import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import type { Log } from '@flowforge/service-kit/log';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import type { RecordStore } from '../record/record.store.js';
import type { Replanner } from '../routing/replanner.service.js';
import type { Settler } from '../settle/settler.client.js';
import type { FirstAttempts } from './first-attempts.worker.js';
import { type Incoming, readIncoming } from './incoming.js';

/** A newer release will read it; until then it comes again after this, in milliseconds. */
const NEWER_WAIT_MS = 30_000;

type IncomingEvent = Extract<Incoming, { kind: 'event' }>;

/** Captured facts arrive: what is new is sent, what is known already is only planned again. */
export class OnCapturedEvent {
  constructor(
    private readonly firstAttempts: FirstAttempts,
    private readonly records: RecordStore,
    private readonly replanner: Replanner,
    private readonly settler: Settler,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
  ) {}

  async take(batch: JetStreamBatch): Promise<void> {
    const doubtful: IncomingEvent[] = [];
    const now = Date.now();
    for (const message of batch.messages) {
      const incoming = readIncoming(message, batch.seenThrough, now);
      if (incoming.kind !== 'event') this.putAside(incoming);
      else if (this.firstAttempts.join(incoming.event.id, message)) continue;
      else if (incoming.maybeSeen) doubtful.push(incoming);
      else this.firstAttempts.begin(incoming.event, incoming.payload, message);
    }
    if (doubtful.length > 0) await this.lookUp(doubtful);
  }

  private async lookUp(incoming: readonly IncomingEvent[]): Promise<void> {
    const known = await this.records.known(incoming.map(({ event }) => event.id));
    const seen = incoming.filter(({ event }) => known.has(event.id));
    // Its process may have died between the write and planning it again.
    if (seen.length > 0) await this.replanner.planAgain(seen.map(({ event }) => event));
    for (const { event, message } of seen) {
      message.ack();
      this.settler.add(event.id);
    }
    for (const { event, payload, message } of incoming) {
      if (known.has(event.id) || this.firstAttempts.join(event.id, message)) continue;
      this.firstAttempts.begin(event, payload, message);
    }
  }

  private putAside(incoming: Exclude<Incoming, { kind: 'event' }>): void {
    const { message, at } = incoming;
    if (incoming.kind === 'newer') {
      this.log.warn({ subject: message.subject, at }, 'event.of_newer_release');
      message.nak(NEWER_WAIT_MS);
      return;
    }
    this.metrics.eventsRejected.inc();
    this.log.error(
      { subject: message.subject, at, event_id: incoming.id, seq: message.seq },
      'event.unreadable',
    );
    message.term();
    if (incoming.id !== null) this.settler.add(incoming.id);
  }
}
