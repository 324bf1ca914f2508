import type { Log } from '@flowforge/service-kit/log';
import { failSpan } from '@flowforge/tracing/spans';
import { traceIdOf } from '@flowforge/tracing/traceparent';
import { type AttemptLogFields, attemptLogFields, shouldLog } from '../attempt/attempt-log.js';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { dueNowAfter, type NewEventRecord } from '../delivery/delivery-state.js';
import type { Recorder } from '../record/recorder.worker.js';
import { type RefusedResult, withoutResponse } from '../delivery/refused-result.js';
import { startPart, storedTraceparent } from '../trace/event-span.client.js';
import type { InFlightEvent, FirstAttempt } from './in-flight-event.js';

/** Delay before NATS delivers an event again that the database refused, in milliseconds. */
const REFUSED_WAIT_MS = 60_000;

/** Stores events whose attempts are decided, then acknowledges their messages. */
export class InFlightEventWriter {
  constructor(
    private readonly recorder: Recorder,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
    /** Called when the rows of an event are committed: its outbox row may be settled. */
    private readonly onRecorded: (eventId: string) => void,
    private readonly onDueRows: () => void,
  ) {}

  /**
   * Stores the event, its deliveries and attempts. Never rejects. The database may refuse the data, for example after a migration of a
   * newer release. NATS then delivers the message again, possibly to a replica of that release. It is stored before it is sent then.
   */
  async write(inFlightEvent: InFlightEvent): Promise<void> {
    const storing = startPart('store', inFlightEvent.span);
    try {
      try {
        await this.recorder.recordNewEvent(recordOf(inFlightEvent));
      } catch (error) {
        if (inFlightEvent.attempts.length === 0) throw error;
        await this.writeRefused(inFlightEvent, error);
      }
      this.accepted(inFlightEvent);
    } catch (error) {
      this.refused(inFlightEvent, error);
    } finally {
      storing?.end();
      inFlightEvent.span?.end();
    }
  }

  /**
   * The refused data may come from an endpoint's response. The event must not be lost because of it. So it is stored without the responses,
   * and if that is refused, too, without its attempts: then its deliveries are due at once, and it is sent again.
   */
  private async writeRefused(inFlightEvent: InFlightEvent, error: unknown): Promise<void> {
    const { attempts } = inFlightEvent;
    const results = attempts.filter(({ state }) => state !== null && state.attempt !== null).length;
    let stored: RefusedResult = 'without_response';
    const logged = attemptLogs(inFlightEvent);
    for (const attempt of attempts) attempt.state = attempt.state && withoutResponse(attempt.state);
    try {
      await this.recorder.recordNewEvent(recordOf(inFlightEvent));
    } catch {
      stored = 'nothing';
      // An attempt that still runs has no such data: its delivery stays held.
      for (const attempt of attempts)
        if (attempt.state?.heldBy == null) attempt.state = dueNowAfter(attempt.state?.attempts ?? 0);
      await this.recorder.recordNewEvent(recordOf(inFlightEvent));
    } finally {
      this.metrics.resultsRefused.inc({ stored }, results);
      this.log.error(
        { err: error, ...logIdsOf(inFlightEvent), attempts: logged, stored },
        'event.attempts_refused',
      );
    }
  }

  private accepted(inFlightEvent: InFlightEvent): void {
    const { event, attempts, ackHandles, receivedAt, span } = inFlightEvent;
    this.metrics.eventsAccepted.inc();
    // No spread operator here: it makes this line dearer (docs/performance.md).
    this.log.info(
      {
        workspace_id: event.workspace_id,
        event_id: event.id,
        event: event.type,
        conversation_id: event.conversation_id,
        trace_id: traceIdOf(span),
        deliveries: attempts.length,
        attempts: attemptLogs(inFlightEvent),
        duration_ms: Math.round(performance.now() - receivedAt),
      },
      'event.accepted',
    );
    for (const ackHandle of ackHandles) ackHandle.ack();
    this.onRecorded(event.id);
    if (attempts.some(({ state }) => state?.status === 'pending' && state.dueInMs === 0)) this.onDueRows();
  }

  private refused(inFlightEvent: InFlightEvent, error: unknown): void {
    this.metrics.eventsRejected.inc();
    if (inFlightEvent.span) failSpan(inFlightEvent.span, 'refused');
    this.log.error({ err: error, ...logIdsOf(inFlightEvent) }, 'event.refused');
    for (const ackHandle of inFlightEvent.ackHandles) ackHandle.nak(REFUSED_WAIT_MS);
  }
}

function recordOf({ event, payload, plannedWith, attempts, span }: InFlightEvent): NewEventRecord {
  const deliveries = attempts.flatMap(({ task, state }) =>
    state ? [{ delivery: task.delivery, state }] : [],
  );
  return { event, payload, plannedWith, deliveries, traceparent: storedTraceparent(span) };
}

function logIdsOf({ event }: InFlightEvent): { workspace_id: string; event_id: string } {
  return { workspace_id: event.workspace_id, event_id: event.id };
}

/** The log fields of the attempts that were made or skipped. */
function attemptLogs({ attempts }: InFlightEvent): AttemptLogFields[] {
  return attempts.flatMap(({ task, state }: FirstAttempt) =>
    state && shouldLog(state) ? [attemptLogFields(task.delivery, state)] : [],
  );
}
