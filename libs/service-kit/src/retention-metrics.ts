import { Counter, Gauge, type Registry } from 'prom-client';

/** Prometheus metrics of the retention of one service. */
export class RetentionMetrics {
  private readonly rowsDeleted: Counter<'table'>;
  private readonly oldestAge: Gauge<'table'>;

  constructor(register: Registry) {
    const registers = [register];
    this.rowsDeleted = new Counter({
      name: 'retention_rows_deleted_total',
      help: 'Rows that retention has deleted, by table.',
      labelNames: ['table'],
      registers,
    });
    this.oldestAge = new Gauge({
      name: 'retention_oldest_age_seconds',
      help: 'Seconds since the oldest closed conversation ended, and since the oldest stored answer expired.',
      labelNames: ['table'],
      registers,
    });
  }

  countDeleted(table: string, rows: number): void {
    this.rowsDeleted.inc({ table }, rows);
  }

  /** @param seconds age of the oldest row that can expire; 0 for none */
  showOldest(table: string, seconds: number): void {
    this.oldestAge.set({ table }, seconds);
  }
}
