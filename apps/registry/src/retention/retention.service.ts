import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

const PERIOD_MS = 300_000;

/** Deletes expired stored answers every 5 minutes. */
@Injectable()
export class Retention {
  private readonly task: PeriodicTask;

  constructor(@Inject(IdempotencyRetention) answers: IdempotencyRetention, @Inject(LOG) log: Log) {
    this.task = new PeriodicTask({
      name: 'retention',
      periodMs: PERIOD_MS,
      run: (stopping) => answers.run(stopping),
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
