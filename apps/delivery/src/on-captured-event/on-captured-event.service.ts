import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import type { Log } from '@flowforge/service-kit/log';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import type { RecordStore } from '../record/record.store.js';
import type { Replanner } from '../routing/replanner.service.js';
import type { Settler } from '../settle/settler.client.js';
import type { FirstAttempts } from './first-attempts.worker.js';
import { type DecodedMessage, decodeMessage } from './decoded-message.js';

/** A newer release will read it; until then it comes again after this, in milliseconds. */
const UNKNOWN_VERSION_WAIT_MS = 30_000;

type DecodedEvent = Extract<DecodedMessage, { kind: 'event' }>;

/** Captured facts arrive: what is new is sent, what is storedIds already is only planned again. */
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
    const possibleDuplicates: DecodedEvent[] = [];
    const now = Date.now();
    for (const message of batch.messages) {
      const decoded = decodeMessage(message, batch.seenThrough, now);
      if (decoded.kind !== 'event') this.rejectMessage(decoded);
      else if (this.firstAttempts.addAckHandle(decoded.event.id, message)) continue;
      else if (decoded.possiblyRedelivered) possibleDuplicates.push(decoded);
      else this.firstAttempts.accept(decoded.event, decoded.payload, message);
    }
    if (possibleDuplicates.length > 0) await this.handlePossibleDuplicates(possibleDuplicates);
  }

  private async handlePossibleDuplicates(decoded: readonly DecodedEvent[]): Promise<void> {
    const storedIds = await this.records.storedIds(decoded.map(({ event }) => event.id));
    const seen = decoded.filter(({ event }) => storedIds.has(event.id));
    // Its process may have died between the write and planning it again.
    if (seen.length > 0) await this.replanner.replan(seen.map(({ event }) => event));
    for (const { event, message } of seen) {
      message.ack();
      this.settler.add(event.id);
    }
    for (const { event, payload, message } of decoded) {
      if (storedIds.has(event.id) || this.firstAttempts.addAckHandle(event.id, message)) continue;
      this.firstAttempts.accept(event, payload, message);
    }
  }

  private rejectMessage(decoded: Exclude<DecodedMessage, { kind: 'event' }>): void {
    const { message, at } = decoded;
    if (decoded.kind === 'unknown_version') {
      this.log.warn({ subject: message.subject, at }, 'event.of_newer_release');
      message.nak(UNKNOWN_VERSION_WAIT_MS);
      return;
    }
    this.metrics.eventsRejected.inc();
    this.log.error(
      { subject: message.subject, at, event_id: decoded.id, seq: message.seq },
      'event.unreadable',
    );
    message.term();
    if (decoded.id !== null) this.settler.add(decoded.id);
  }
}
