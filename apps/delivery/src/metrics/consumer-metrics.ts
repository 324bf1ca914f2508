import type { ConsumerBacklog } from '@flowforge/messaging/jetstream-server';
import { Gauge, type Registry } from 'prom-client';

/** What waits on the streams for all replicas of delivery. Each replica reads the same values from NATS. */
export class ConsumerMetrics {
  private readonly pending: Gauge<'stream'>;
  private readonly unacknowledged: Gauge<'stream'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.pending = new Gauge({
      name: 'jetstream_consumer_pending',
      help: 'Messages of a stream that no replica has received yet. Without a value while NATS does not answer.',
      labelNames: ['stream'],
      registers,
    });
    this.unacknowledged = new Gauge({
      name: 'jetstream_consumer_unacknowledged',
      help: 'Messages of a stream that replicas have received and not acknowledged. Without a value while NATS does not answer.',
      labelNames: ['stream'],
      registers,
    });
  }

  /** @param backlog undefined when NATS did not answer */
  show(stream: string, backlog: ConsumerBacklog | undefined): void {
    if (backlog === undefined) {
      this.pending.remove({ stream });
      this.unacknowledged.remove({ stream });
      return;
    }
    this.pending.set({ stream }, backlog.pending);
    this.unacknowledged.set({ stream }, backlog.unacknowledged);
  }
}
