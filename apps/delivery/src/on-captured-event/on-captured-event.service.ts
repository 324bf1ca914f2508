import type { JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import type { Log } from '@flowforge/service-kit/log';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { DUE_NOW, dueNowAfter, type WaitingState } from '../delivery/delivery-state.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import type { Replanner } from '../replan/replanner.service.js';
import type { Settler } from '../settle/settler.client.js';
import { startEventSpan } from '../trace/event-span.client.js';
import type { FirstAttempts } from './first-attempts.worker.js';
import { type DecodedMessage, decodeMessage } from './decoded-message.js';

/** Delay before NATS delivers a message again that only a newer release can read, in milliseconds. */
const UNKNOWN_VERSION_WAIT_MS = 30_000;

type DecodedEvent = Extract<DecodedMessage, { kind: 'event' }>;

/**
 * Handles events from the stream. A new event is sent. One that may have been sent before is stored first, and sent from the queues. One
 * that is stored already is only planned again.
 */
export class OnCapturedEvent {
  constructor(
    private readonly firstAttempts: FirstAttempts,
    private readonly deliveries: DeliveryStore,
    private readonly replanner: Replanner,
    private readonly settler: Settler,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
  ) {}

  async handle(batch: JetStreamBatch): Promise<void> {
    const possibleDuplicates: DecodedEvent[] = [];
    const now = Date.now();
    for (const message of batch.messages) {
      const decoded = decodeMessage(message, batch.possiblyRedeliveredUpTo, now);
      if (decoded.kind !== 'event') this.rejectMessage(decoded);
      else if (this.firstAttempts.addAckHandle(decoded.event.id, message)) continue;
      else if (decoded.possiblyRedelivered) possibleDuplicates.push(decoded);
      else this.accept(decoded, null);
    }
    if (possibleDuplicates.length > 0) await this.handlePossibleDuplicates(possibleDuplicates);
  }

  private async handlePossibleDuplicates(decoded: readonly DecodedEvent[]): Promise<void> {
    const storedIds = await this.deliveries.storedIds(decoded.map(({ event }) => event.id));
    const stored = decoded.filter(({ event }) => storedIds.has(event.id));
    // A process of an older release may have stored these events, and died before it planned them with a newer routing.
    if (stored.length > 0) await this.replanner.replan(stored.map(({ event }) => event));
    for (const { event, message } of stored) {
      message.ack();
      this.settler.add(event.id);
    }
    for (const one of decoded) {
      const { event, message } = one;
      if (storedIds.has(event.id) || this.firstAttempts.addAckHandle(event.id, message)) continue;
      // Another process may have sent it without storing it. A message that the database refuses comes back again and again.
      // After a redelivery, a first attempt may still run there: it has the number 1.
      this.accept(one, message.redelivered ? dueNowAfter(1) : DUE_NOW);
    }
  }

  private accept({ event, payload, message }: DecodedEvent, storedAs: WaitingState | null): void {
    this.firstAttempts.accept(event, payload, message, storedAs, startEventSpan(message, event));
  }

  private rejectMessage(decoded: Exclude<DecodedMessage, { kind: 'event' }>): void {
    const { message, at } = decoded;
    if (decoded.kind === 'unknown_version') {
      this.log.warn({ subject: message.subject, at }, 'event.unknown_version');
      message.nak(UNKNOWN_VERSION_WAIT_MS);
      return;
    }
    this.metrics.eventsRejected.inc();
    this.log.error(
      { subject: message.subject, at, event_id: decoded.id, seq: message.seq },
      'event.malformed',
    );
    message.term();
    if (decoded.id !== null) this.settler.add(decoded.id);
  }
}
