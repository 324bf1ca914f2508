import { Gauge, Histogram, type Registry } from 'prom-client';

/** What the service tells Prometheus, beside the process's own figures. */
export class ServiceMetrics {
  readonly conversationsOpen: Gauge;
  readonly intentClassifySeconds: Histogram;

  constructor(register: Registry) {
    const registers = [register];
    this.conversationsOpen = new Gauge({
      name: 'conversations_open',
      help: 'Conversations that have not ended, over all replicas.',
      registers,
    });
    this.intentClassifySeconds = new Histogram({
      name: 'intent_classify_duration_seconds',
      help: 'Time to recognise the intent of a message.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
      registers,
    });
  }
}
