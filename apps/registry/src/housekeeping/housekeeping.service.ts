import { FORGET_EXPIRED_ANSWERS } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const PERIOD_MS = 300_000;

/** Forgets what has had its time. */
@Injectable()
export class Housekeeping {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.dataSource.query(FORGET_EXPIRED_ANSWERS);
    } catch (error) {
      this.log.error({ err: error }, 'housekeeping.failed');
    }
  }
}
