import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Prometheus metrics of the service, beside those of the process. */
export class ServiceMetrics {
  readonly conversationsOpen: Gauge;
  readonly intentClassifySeconds: Histogram;
  readonly intentTrainingSeconds: Histogram;
  readonly intentTrainingFailures: Counter;
  readonly intentClassifierBytes: Gauge;
  readonly streamsOpen: Gauge;
  readonly streamsEnded: Counter;

  constructor(register: Registry) {
    const registers = [register];
    this.conversationsOpen = new Gauge({
      name: 'conversations_open',
      help: 'Open conversations, of all workspaces.',
      registers,
    });
    this.intentClassifySeconds = new Histogram({
      name: 'intent_classify_duration_seconds',
      help: 'Seconds to recognise the intent of a message.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
      registers,
    });
    this.intentTrainingSeconds = new Histogram({
      name: 'intent_training_duration_seconds',
      help: 'Time to train the classifier of one assistant, the wait in the queue excluded.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120],
      registers,
    });
    this.intentTrainingFailures = new Counter({
      name: 'intent_training_failures_total',
      help: 'Trainings that failed, by reason: deadline, crash, queue_full, error or stopped.',
      labelNames: ['reason'],
      registers,
    });
    this.intentClassifierBytes = new Gauge({
      name: 'intent_classifier_bytes',
      help: 'Memory of the classifiers that this process holds, in bytes.',
      registers,
    });
    this.streamsOpen = new Gauge({
      name: 'message_streams_open',
      help: 'Event streams of visitors that are open at this process.',
      registers,
    });
    this.streamsEnded = new Counter({
      name: 'message_streams_ended_total',
      help: 'Event streams that this process has ended, by reason: closed, token_revoked, stalled or shutdown.',
      labelNames: ['reason'],
      registers,
    });
  }
}
