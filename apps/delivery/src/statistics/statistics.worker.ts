import { newId } from '@flowforge/contracts/ids';
import { uuidTimeMs } from '@flowforge/postgres/partitions';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { EndedAttempt, NewEventRecord } from '../delivery/delivery-state.js';
import { attemptCountersOf, countersOf, EVENT, SKIPPED } from './counters.js';
import type { CounterRow, StatisticsStore } from './statistics.store.js';

const HOUR_MS = 3_600_000;
const STORE_MS = 10_000;

interface HourOfWebhook {
  workspaceId: string;
  webhookId: string | null;
  hour: number;
  counts: Map<string, number>;
  /** Whether something was counted since it was stored. */
  isChanged: boolean;
}

/**
 * Counts in memory what this process records, and stores it every 10 s. A process that is killed loses the counts of its last 10 s.
 * The hour of a count is that of its recording.
 */
export class Statistics {
  private readonly replicaId = newId();
  /** By hour, and by the id of the webhook, or of the workspace for what is counted once for it. */
  private readonly hours = new Map<number, Map<string, HourOfWebhook>>();
  private readonly task: PeriodicTask;

  constructor(
    private readonly store: StatisticsStore,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.task = new PeriodicTask({
      name: 'statistics',
      periodMs: STORE_MS,
      run: () => this.flush(),
      onError,
    });
  }

  start(): void {
    this.task.start();
  }

  /** Stores what was counted last, if the database is available. */
  async stop(): Promise<void> {
    await this.task.stop();
    await this.flush().catch(this.onError);
  }

  /** Counts a new event that was stored. */
  countNewEvent({ event, deliveries }: NewEventRecord): void {
    count(this.entryOf(event.workspace_id, null), EVENT, 1);
    for (const { delivery, state } of deliveries) {
      const entry = this.entryOf(delivery.workspaceId, delivery.webhookId);
      count(entry, EVENT, 1);
      for (const counter of countersOf(state, uuidTimeMs(event.id))) count(entry, counter, 1);
    }
  }

  /**
   * Counts the result of a started delivery.
   *
   * @param isIgnored true when the result did not change the delivery: only the attempt counts then
   */
  countEnded({ workspaceId, webhookId, eventId, state }: EndedAttempt, isIgnored: boolean): void {
    const counters = isIgnored ? attemptCountersOf(state) : countersOf(state, uuidTimeMs(eventId));
    const entry = this.entryOf(workspaceId, webhookId);
    for (const counter of counters) count(entry, counter, 1);
  }

  /** Counts deliveries that were skipped together. */
  countSkipped(workspaceId: string, webhookId: string, deliveries: number): void {
    count(this.entryOf(workspaceId, webhookId), SKIPPED, deliveries);
  }

  /** Stores what was counted since the last time. When it rejects, the next call stores it. */
  async flush(): Promise<void> {
    const changed = [...this.hours.values()].flatMap((entries) =>
      [...entries.values()].filter(({ isChanged }) => isChanged),
    );
    for (const entry of changed) entry.isChanged = false;
    const rows = changed.flatMap(({ counts, workspaceId, webhookId, hour }) =>
      [...counts].map(([counter, value]): CounterRow => ({ workspaceId, webhookId, hour, counter, value })),
    );
    try {
      await this.store.store(this.replicaId, rows);
    } catch (error) {
      for (const entry of changed) entry.isChanged = true;
      throw error;
    }
    const current = this.currentHour();
    for (const [hour, entries] of this.hours) {
      if (hour < current && ![...entries.values()].some(({ isChanged }) => isChanged))
        this.hours.delete(hour);
    }
  }

  private currentHour(): number {
    return Math.floor(this.now() / HOUR_MS) * HOUR_MS;
  }

  private entryOf(workspaceId: string, webhookId: string | null): HourOfWebhook {
    const hour = this.currentHour();
    let entries = this.hours.get(hour);
    if (!entries) {
      entries = new Map();
      this.hours.set(hour, entries);
    }
    const key = webhookId ?? workspaceId;
    let entry = entries.get(key);
    if (!entry) {
      entry = { workspaceId, webhookId, hour, counts: new Map(), isChanged: false };
      entries.set(key, entry);
    }
    return entry;
  }
}

function count(entry: HourOfWebhook, counter: string, number: number): void {
  entry.counts.set(counter, (entry.counts.get(counter) ?? 0) + number);
  entry.isChanged = true;
}
