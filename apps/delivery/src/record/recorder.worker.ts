import type { Log } from '@flowforge/service-kit/log';
import { LRUCache } from 'lru-cache';
import type { EndedAttempt, NewEventRecord } from '../delivery/delivery-state.js';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import type { DeliveryStore, StoredEvents } from '../delivery/delivery.store.js';
import type { Replanner } from '../replan/replanner.service.js';
import type { Statistics } from '../statistics/statistics.worker.js';
import { Batcher, classifyWriteError } from './batcher.worker.js';
import { endOnly, withoutResponse } from '../delivery/refused-result.js';

const MAX_BATCH = 512;
/**
 * Started deliveries that are remembered because their results cannot be stored: about 1 MB. One that is forgotten is sent again.
 */
const MAX_NOT_STORABLE = 10_000;

/** Stores events and deliveries in batches. A promise resolves when its rows are committed. */
export class Recorder {
  private readonly newEvents: Batcher<NewEventRecord>;
  private readonly ended: Batcher<EndedAttempt>;
  private readonly failing = new Set<string>();
  /** Keys of started deliveries whose results cannot be stored in any form. */
  private readonly notStorable = new LRUCache<string, true>({ max: MAX_NOT_STORABLE });

  /** @param onWriteStateChange called with true when writes start to fail, and with false when they succeed again */
  constructor(
    private readonly store: DeliveryStore,
    private readonly replanner: Replanner,
    private readonly statistics: Statistics,
    private readonly metrics: Pick<DeliveryMetrics, 'resultsRefused'>,
    private readonly log: Log,
    private readonly onWriteStateChange: (failing: boolean) => void,
  ) {
    this.newEvents = new Batcher({
      write: (records) => this.writeNewEvents(records),
      classify: classifyWriteError,
      onStateChange: (failing, error) => this.stateChanged('newEvents', failing, error),
      maxItems: MAX_BATCH,
    });
    this.ended = new Batcher({
      write: (ended) => this.writeEnded(ended),
      classify: classifyWriteError,
      onStateChange: (failing, error) => this.stateChanged('ended', failing, error),
      maxItems: MAX_BATCH,
    });
  }

  /** Stores a new event with its deliveries. Rejects only when the database refuses the data of this event. */
  recordNewEvent(record: NewEventRecord): Promise<void> {
    return this.newEvents.add(record);
  }

  /**
   * Stores the result of a started delivery. If the database refuses its data, it is stored without the response, and if that is refused,
   * too, only the end of the delivery: it must not stay in flight. Rejects when nothing of it can be stored.
   */
  async recordEnded(ended: EndedAttempt): Promise<void> {
    try {
      await this.ended.add(ended);
    } catch (error) {
      await this.recordRefused(ended, error);
    }
  }

  private async recordRefused(ended: EndedAttempt, refusal: unknown): Promise<void> {
    const { workspaceId, eventId, webhookId } = ended;
    const reduced = { ...ended, state: withoutResponse(ended.state) };
    const stored = (await this.isStored(reduced))
      ? 'without_response'
      : (await this.isStored(endOnly(ended, new Date())))
        ? 'end_only'
        : 'nothing';
    this.metrics.resultsRefused.inc({ stored });
    this.log.error(
      { err: refusal, workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId, stored },
      'delivery.result_refused',
    );
    if (stored !== 'nothing') return;
    this.notStorable.set(keyOf(ended), true);
    throw refusal;
  }

  /** Whether a result of the started delivery cannot be stored. It must not be sent again and again. */
  isNotStorable(delivery: { eventId: string; webhookId: string }): boolean {
    return this.notStorable.has(keyOf(delivery));
  }

  private async isStored(ended: EndedAttempt): Promise<boolean> {
    return this.ended.add(ended).then(
      () => true,
      () => false,
    );
  }

  private async writeNewEvents(records: NewEventRecord[]): Promise<void> {
    const written = await this.store.writeNewEvents(records);
    const { added, ended } = written ?? (await this.planAndWrite(records));
    for (const record of added) this.statistics.countNewEvent(record);
    for (const one of ended) this.statistics.countEnded(one, false);
    if (written === null) this.replanner.wakeQueues();
    // Last: when it fails, the batch is written again, and what was counted is stored already.
    await this.replanner.addRecovered(records.map(({ event }) => event));
  }

  /**
   * A routing change was applied between planning and storing. Planned again outside of the transaction, the events could be too late
   * again: the revision is one for all workspaces.
   */
  private planAndWrite(records: readonly NewEventRecord[]): Promise<StoredEvents> {
    return this.store.planAndWriteNewEvents(() => this.replanner.planAgain(records));
  }

  private async writeEnded(ended: EndedAttempt[]): Promise<void> {
    const ignored = await this.store.writeEnded(ended);
    for (const one of ended) this.statistics.countEnded(one, ignored.includes(one));
  }

  private stateChanged(part: string, failing: boolean, error: unknown): void {
    if (failing) {
      this.failing.add(part);
      this.log.error({ err: error, part }, 'delivery.recording_failed');
    } else {
      this.failing.delete(part);
      this.log.info({ part }, 'delivery.recording_resumed');
    }
    this.onWriteStateChange(this.failing.size > 0);
  }
}

const keyOf = ({ eventId, webhookId }: { eventId: string; webhookId: string }): string =>
  `${eventId}/${webhookId}`;
