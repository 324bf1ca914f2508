import type { Log } from '@flowforge/service-kit/log';
import { type AttemptLogFields, attemptLogFields, shouldLog } from '../attempt/attempt-log.js';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { type ArrivalRecord, DUE_NOW } from '../record/record.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { Arrival, FirstAttempt } from './arrival.js';

/** When an event that the database refused is offered again, in milliseconds. */
const REFUSED_WAIT_MS = 60_000;

/** Writes decided arrivals down, then answers their messages. */
export class ArrivalWriter {
  constructor(
    private readonly recorder: Recorder,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
    /** Called when an arrival's rows are committed: its outbox row may be settled. */
    private readonly onRecorded: (eventId: string) => void,
    private readonly onDueRows: () => void,
  ) {}

  /**
   * Never rejects.
   *
   * @returns `refused` when the database does not take it, as when a migration is ahead of this release: its message comes
   * again, perhaps to a newer one
   */
  async write(arrival: Arrival): Promise<'accepted' | 'refused'> {
    try {
      await this.writeRows(arrival);
    } catch (error) {
      this.refused(arrival, error);
      return 'refused';
    }
    this.accepted(arrival);
    return 'accepted';
  }

  private async writeRows(arrival: Arrival): Promise<void> {
    try {
      await this.recorder.arrived(recordOf(arrival));
    } catch (error) {
      if (arrival.attempts.length === 0) throw error;
      // What an endpoint answered must not cost the event: it is written down without its attempts, and sent again.
      this.log.error({ err: error, ...about(arrival), attempts: attemptLogs(arrival) }, 'event.attempts_refused');
      for (const attempt of arrival.attempts) attempt.state = DUE_NOW;
      await this.recorder.arrived(recordOf(arrival));
    }
  }

  private accepted(arrival: Arrival): void {
    const { event, attempts, leases, arrivedAt } = arrival;
    this.metrics.eventsAccepted.inc();
    this.log.info(
      {
        ...about(arrival),
        event: event.type,
        conversation_id: event.conversation_id,
        deliveries: attempts.length,
        attempts: attemptLogs(arrival),
        duration_ms: Math.round(performance.now() - arrivedAt),
      },
      'event.accepted',
    );
    for (const lease of leases) lease.ack();
    this.onRecorded(event.id);
    if (attempts.some(({ state }) => state?.status === 'pending' && state.dueInMs === 0)) this.onDueRows();
  }

  private refused(arrival: Arrival, error: unknown): void {
    this.metrics.eventsRejected.inc();
    this.log.error({ err: error, ...about(arrival) }, 'event.refused');
    for (const lease of arrival.leases) lease.nak(REFUSED_WAIT_MS);
  }
}

function recordOf({ event, payload, plannedWith, attempts }: Arrival): ArrivalRecord {
  const deliveries = attempts.flatMap(({ job, state }) => (state ? [{ delivery: job.delivery, state }] : []));
  return { event, payload, plannedWith, deliveries };
}

function about({ event }: Arrival): { workspace_id: string; event_id: string } {
  return { workspace_id: event.workspace_id, event_id: event.id };
}

/** The attempts that were made; a wide fan-out has made none yet. */
function attemptLogs({ attempts }: Arrival): AttemptLogFields[] {
  return attempts.flatMap(({ job, state }: FirstAttempt) =>
    state && shouldLog(state) ? [attemptLogFields(job.delivery, state)] : [],
  );
}
