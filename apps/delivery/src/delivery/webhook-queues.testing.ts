import assert from 'node:assert/strict';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { capturedForm, nowMicros } from '../testing.js';
import { ClaimStore, type Excluded } from './claim.store.js';
import { DeliveryStore } from './delivery.store.js';
import { deliveryOf } from './delivery.js';
import { DUE_NOW, type EndedAttempt } from './delivery-state.js';
import type { StartedDelivery } from './started-delivery.js';
import { HeldDeliveryStore } from './held-delivery.store.js';
import { WebhookQueueStore } from './webhook-queue.store.js';

export const NOTHING: Excluded = { webhookIds: [], workspaceIds: [] };

export const eventIds = (started: readonly StartedDelivery[]): string[] =>
  started.map(({ delivery }) => delivery.eventId);

interface EnqueueOptions {
  workspaceId?: string;
  dueInMs?: number;
  count?: number;
}

/** The queues of delivery in a database of their own, and one replica that claims from them. */
export class TestQueues {
  /** Microseconds between two attempts, of webhooks with a rate limit. */
  readonly rates = new Map<string, number>();
  readonly queues: WebhookQueueStore;
  readonly held: HeldDeliveryStore;
  readonly claims: ClaimStore;
  readonly deliveries: DeliveryStore;
  readonly replicas: ReplicaStore;
  readonly routing: RoutingStore;
  /** Of the replica that claims. */
  epoch = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {
    const access = new Database(dataSource);
    this.queues = new WebhookQueueStore(access);
    this.held = new HeldDeliveryStore(access);
    this.claims = this.newClaims();
    this.deliveries = new DeliveryStore(access);
    this.replicas = new ReplicaStore(access);
    this.routing = new RoutingStore(access);
  }

  static async start(): Promise<TestQueues> {
    const database = await startTestDatabase({ migrations: { delivery: migrations } });
    return new TestQueues(database, await database.open('delivery'));
  }

  async stop(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.stop();
  }

  /** Empties all tables, and adds the replica. */
  async reset(): Promise<void> {
    await this.dataSource.query(
      'TRUNCATE events, deliveries, attempts, webhook_queues, order_gaps, replicas',
    );
    this.epoch = await this.replicas.add(60_000);
  }

  /** Claims as another replica makes them. */
  newClaims(): ClaimStore {
    return new ClaimStore(
      new Database(this.dataSource),
      60_000,
      (webhookId) => this.rates.get(webhookId) ?? null,
    );
  }

  /** Stores deliveries that wait, each with an event of its own; returns the ids of the events in the order of their due times. */
  async enqueued(webhookId: string, options: EnqueueOptions = {}): Promise<string[]> {
    const { workspaceId = newId(), dueInMs = 0, count = 1 } = options;
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
      const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
      const payload = Buffer.from(encodeEvent(event));
      const { revision: plannedWith } = await this.routing.deltaSince(0);
      const stored = await this.deliveries.writeNewEvents([
        { event, payload, plannedWith, deliveries: [{ delivery, state: { ...DUE_NOW, dueInMs } }] },
      ]);
      assert.equal(stored?.added.length, 1);
      ids.push(event.id);
    }
    return ids;
  }

  /** Starts up to `limit` deliveries of each due queue. */
  async start(limit: number, excluded: Excluded = NOTHING): Promise<StartedDelivery[]> {
    return (await this.claims.start(this.epoch, excluded, (due) => due.map(() => limit))).started;
  }

  /** The end of an attempt that this replica has started. */
  ended({ delivery, attempts, startedDueAt }: StartedDelivery, state: EndedAttempt['state']): EndedAttempt {
    const { workspaceId, eventId, webhookId, conversationId, orderSeq } = delivery;
    return {
      workspaceId,
      eventId,
      webhookId,
      heldBy: this.epoch,
      startedAttempt: attempts + 1,
      startedDueAt,
      conversationId,
      isOrdered: orderSeq !== null,
      unusedRateUs: null,
      state,
    };
  }
}
