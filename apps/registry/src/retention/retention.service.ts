import { Database } from '@flowforge/postgres/database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { DELETE_EXPIRED_ANSWERS } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

const PERIOD_MS = 300_000;

/** Deletes expired idempotency keys every 5 minutes. */
@Injectable()
export class Retention {
  private readonly task: PeriodicTask;

  constructor(@Inject(Database) database: Database, @Inject(LOG) log: Log) {
    this.task = new PeriodicTask({
      name: 'retention',
      periodMs: PERIOD_MS,
      run: async () => void (await database.query(DELETE_EXPIRED_ANSWERS)),
      onError: (error) => log.error({ err: error }, 'retention.failed'),
    });
  }

  start(): void {
    this.task.start();
  }

  /** Resolves when the running round has ended. */
  stop(): Promise<void> {
    return this.task.stop();
  }
}
