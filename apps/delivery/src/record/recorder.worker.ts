import type { Log } from '@flowforge/service-kit/log';
import type { Replanner } from '../routing/replanner.service.js';
import { Batcher, judgeWrite } from './batcher.js';
import type { NewEventRecord, LeasedRecord } from './record.js';
import type { RecordStore } from './record.store.js';

const MAX_BATCH = 512;

/** Writes what became of events and deliveries, batched. A promise resolves once its rows are committed. */
export class Recorder {
  private readonly newEvents: Batcher<NewEventRecord>;
  private readonly leasedDeliveries: Batcher<LeasedRecord>;
  private readonly failing = new Set<string>();

  /** @param onTrouble told when the database goes away (true) and when it is back (false) */
  constructor(
    private readonly store: RecordStore,
    private readonly replanner: Replanner,
    private readonly log: Log,
    private readonly onTrouble: (failing: boolean) => void,
  ) {
    this.newEvents = new Batcher({
      write: (records) => this.writeNewEvents(records),
      judge: judgeWrite,
      onTrouble: (failing, error) => this.trouble('newEvents', failing, error),
      maxItems: MAX_BATCH,
    });
    this.leasedDeliveries = new Batcher({
      write: (records) => this.store.writeLeased(records),
      judge: judgeWrite,
      onTrouble: (failing, error) => this.trouble('leasedDeliveries', failing, error),
      maxItems: MAX_BATCH,
    });
  }

  /** A new event with its deliveries. Rejects only when the database refuses this very event. */
  recordNewEvent(record: NewEventRecord): Promise<void> {
    return this.newEvents.add(record);
  }

  /** The new state of a recordLeased delivery. Rejects only when the database refuses it. */
  recordLeased(record: LeasedRecord): Promise<void> {
    return this.leasedDeliveries.add(record);
  }

  private async writeNewEvents(records: NewEventRecord[]): Promise<void> {
    const revision = await this.store.writeNewEvents(records);
    // A routing change was applied between the plan and the write: what it covers is planned again before the
    // messages are acknowledged, so that a crash in between repeats it.
    const outdated = records.filter((record) => record.plannedWith < revision);
    if (outdated.length > 0) await this.replanner.replan(outdated.map(({ event }) => event));
  }

  private trouble(part: string, failing: boolean, error: unknown): void {
    if (failing) {
      this.failing.add(part);
      this.log.error({ err: error, part }, 'delivery.recording_failed');
    } else {
      this.failing.delete(part);
      this.log.info({ part }, 'delivery.recording_resumed');
    }
    this.onTrouble(this.failing.size > 0);
  }
}
