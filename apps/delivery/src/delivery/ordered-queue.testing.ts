import { type DomainEvent, encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import { capturedForm, nowMicros } from '../testing.js';
import { deliveryOf } from './delivery.js';
import { DeliveryOrderStore } from './delivery-order.store.js';
import { DUE_NOW, type EndedAttempt, type EndedState } from './delivery-state.js';
import type { StartedDelivery } from './started-delivery.js';
import { TestQueues } from './webhook-queues.testing.js';

export const workspaceId = newId();
/** The webhook that keeps the order of a conversation. */
export const webhookId = newId();

export const DELIVERED: EndedState = { ...DUE_NOW, status: 'delivered', attempts: 1, dueInMs: null };

/** Retention has deleted nothing. */
export const NONE_DELETED = uuidLowerBound(0);

export const seqsOf = (started: readonly StartedDelivery[]): number[] =>
  started.map(({ event }) => event.conversation_seq);

/** The queue of a webhook that gets the events of a conversation one after the other, in a database of its own. */
export class OrderedQueue {
  /** Whether the next deliveries that are stored keep the order. */
  isOrdered = true;
  readonly order: DeliveryOrderStore;

  private constructor(private readonly fixture: TestQueues) {
    this.order = new DeliveryOrderStore(new Database(fixture.dataSource));
  }

  static async start(): Promise<OrderedQueue> {
    return new OrderedQueue(await TestQueues.start());
  }

  get dataSource(): TestQueues['dataSource'] {
    return this.fixture.dataSource;
  }

  get deliveries(): TestQueues['deliveries'] {
    return this.fixture.deliveries;
  }

  get queues(): TestQueues['queues'] {
    return this.fixture.queues;
  }

  stop(): Promise<void> {
    return this.fixture.stop();
  }

  /** Empties all tables. */
  reset(): Promise<void> {
    this.isOrdered = true;
    return this.fixture.reset();
  }

  /** Stores an event of a conversation with a delivery to `to`; null: without one. */
  async store(conversationId: string, seq: number, to: string | null = webhookId): Promise<DomainEvent> {
    const event = {
      ...capturedForm(workspaceId, newId(), nowMicros(), newId()),
      conversation_id: conversationId,
      conversation_seq: seq,
    };
    const target = {
      webhookId: to ?? webhookId,
      payloadVersion: '2026-05' as const,
      isOrdered: this.isOrdered,
    };
    const { revision: plannedWith } = await this.fixture.routing.deltaSince(0);
    await this.deliveries.writeNewEvents([
      {
        event,
        payload: Buffer.from(encodeEvent(event)),
        plannedWith,
        deliveries: to === null ? [] : [{ delivery: deliveryOf(event, target), state: DUE_NOW }],
      },
    ]);
    return event;
  }

  /** Starts all deliveries that are due. */
  startDue(): Promise<StartedDelivery[]> {
    return this.fixture.start(10);
  }

  end(started: readonly StartedDelivery[], state: EndedAttempt['state'] = DELIVERED): Promise<unknown> {
    return this.deliveries.writeEnded(started.map((one) => this.ended(one, state)));
  }

  /** The end of an attempt, not stored yet. */
  ended(started: StartedDelivery, state: EndedAttempt['state']): EndedAttempt {
    return this.fixture.ended(started, state);
  }

  /** The wait for each event that has not come is over. */
  passAllGaps(): Promise<unknown> {
    return this.dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - interval '15 minutes'`);
  }
}
