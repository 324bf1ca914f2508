import type { Log } from '@flowforge/service-kit/log';
import type { Replanner } from '../routing/replanner.service.js';
import { Batcher, judgeWrite } from './batcher.js';
import type { ArrivalRecord, LeasedRecord } from './record.js';
import type { RecordStore } from './record.store.js';

const MAX_BATCH = 512;

/** Writes what became of events and deliveries, batched. A promise resolves once its rows are committed. */
export class Recorder {
  private readonly arrivals: Batcher<ArrivalRecord>;
  private readonly leases: Batcher<LeasedRecord>;
  private readonly failing = new Set<string>();

  /** @param onTrouble told when the database goes away (true) and when it is back (false) */
  constructor(
    private readonly store: RecordStore,
    private readonly replanner: Replanner,
    private readonly log: Log,
    private readonly onTrouble: (failing: boolean) => void,
  ) {
    this.arrivals = new Batcher({
      write: (records) => this.writeArrivals(records),
      judge: judgeWrite,
      onTrouble: (failing, error) => this.trouble('arrivals', failing, error),
      maxItems: MAX_BATCH,
    });
    this.leases = new Batcher({
      write: (records) => this.store.writeLeased(records),
      judge: judgeWrite,
      onTrouble: (failing, error) => this.trouble('leases', failing, error),
      maxItems: MAX_BATCH,
    });
  }

  /** A new event with its deliveries. Rejects only when the database refuses this very event. */
  arrived(record: ArrivalRecord): Promise<void> {
    return this.arrivals.add(record);
  }

  /** The new state of a leased delivery. Rejects only when the database refuses it. */
  leased(record: LeasedRecord): Promise<void> {
    return this.leases.add(record);
  }

  private async writeArrivals(records: ArrivalRecord[]): Promise<void> {
    const revision = await this.store.writeArrivals(records);
    // A routing change was applied between the plan and the write: what it covers is planned again before the
    // messages are acknowledged, so that a crash in between repeats it.
    const outdated = records.filter((record) => record.plannedWith < revision);
    if (outdated.length > 0) await this.replanner.planAgain(outdated.map(({ event }) => event));
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
