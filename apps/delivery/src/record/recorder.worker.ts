import type { Log } from '@flowforge/service-kit/log';
import type { EndedAttempt, NewEventRecord } from '../delivery/delivery-state.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import type { Replanner } from '../replan/replanner.service.js';
import type { Statistics } from '../statistics/statistics.worker.js';
import { Batcher, classifyWriteError } from './batcher.worker.js';

const MAX_BATCH = 512;

/** Stores events and deliveries in batches. A promise resolves when its rows are committed. */
export class Recorder {
  private readonly newEvents: Batcher<NewEventRecord>;
  private readonly ended: Batcher<EndedAttempt>;
  private readonly failing = new Set<string>();

  /** @param onWriteStateChange called with true when writes start to fail, and with false when they succeed again */
  constructor(
    private readonly store: DeliveryStore,
    private readonly replanner: Replanner,
    private readonly statistics: Statistics,
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

  /** Stores the result of a started delivery. Rejects only when the database refuses the data. */
  recordEnded(ended: EndedAttempt): Promise<void> {
    return this.ended.add(ended);
  }

  private async writeNewEvents(records: NewEventRecord[]): Promise<void> {
    let planned: readonly NewEventRecord[] = records;
    let added = await this.store.writeNewEvents(planned);
    // A routing change was applied between planning and storing. It ends when none is applied between two statements.
    while (added === null) {
      planned = await this.replanner.planAgain(planned);
      added = await this.store.writeNewEvents(planned);
    }
    for (const record of added) this.statistics.countNewEvent(record);
    if (planned !== records) this.replanner.wakeQueues();
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
