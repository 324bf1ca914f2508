import { hash } from 'node:crypto';
import { renderBody, renderBodyWithLoneSurrogates } from '@flowforge/contracts/webhook-body/render';
import type { Log } from '@flowforge/service-kit/log';
import type { CircuitResult } from '../circuit/circuit.js';
import type { Circuits } from '../circuit/circuits.worker.js';
import type { DeferralReason, DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { type CurrentRouting, RoutingNotConfirmed } from '../routing/current-routing.worker.js';
import type { WebhookRuntimes } from '../routing/webhook-runtimes.js';
import { isActive, type WebhookRevision } from '../routing/routing.js';
import { type AttemptResult, internalError } from '../delivery/attempt-result.js';
import { signedRequest } from './signed-request.js';
import type { AttemptRequest } from '../outbound/attempt-exchange.client.js';
import type { AttemptSender } from '../outbound/attempt-sender.client.js';
import type { AttemptTaskResult } from '../delivery/next-state.js';
import type { AttemptTask } from './attempt-task.js';
import type { Outcome } from '../outcome/outcome.js';
import { traceAttempt } from '../trace/attempt-span.client.js';

/** Wait when the routing view could not be confirmed. */
const NOT_FRESH_WAIT_MS = 500;
/** Wait after an attempt that did not send its request. */
const NOT_SENT_WAIT_MS = 500;
/** Wait for a webhook that the projection lacks, as after its restore from a backup: the registry publishes it again. */
const UNKNOWN_WEBHOOK_WAIT_MS = 5_000;

/** Detail of an attempt that failed before the request existed. The tenant reads it, so it holds no message of an error. */
const NOT_PREPARED = 'the request could not be prepared';

/** Makes attempts. First attempts, retries and resends all pass through here. */
export class AttemptRunner {
  constructor(
    private readonly routing: CurrentRouting,
    private readonly runtimes: WebhookRuntimes,
    private readonly circuits: Circuits,
    private readonly sender: AttemptSender,
    private readonly metrics: DeliveryMetrics,
    private readonly userAgent: string,
    private readonly log: Log,
    /** Called when an endpoint wants nothing more: it answers 410, or asks for it with a header. */
    private readonly onGone: (webhook: WebhookRevision, deliveryId: string) => void,
  ) {}

  /**
   * Makes one attempt, if it may be made: the routing view must be fresh and the webhook enabled. Both are checked again just
   * before the first byte is sent, because this process may have been paused since the first check.
   */
  async run(task: AttemptTask): Promise<AttemptTaskResult> {
    const end = await this.attempt(task);
    const { webhookId, workspaceId } = task.delivery;
    const counted = circuitResultOf(end);
    const outcome = end.kind === 'attempted' ? end.result.outcome : null;
    if (task.probeGeneration === null) void this.circuits.record(webhookId, workspaceId, counted, outcome);
    else await this.endProbe(webhookId, task.probeGeneration, counted, outcome);
    return end;
  }

  private async attempt(task: AttemptTask): Promise<AttemptTaskResult> {
    if (!(await this.hasFreshRouting(task))) return this.deferred('routing_not_current', NOT_FRESH_WAIT_MS);
    const { webhookId } = task.delivery;
    let webhook = this.routing.current(webhookId);
    if (!webhook || !isActive(webhook)) {
      // The process that planned the delivery may have had a newer routing. A skip is final, so the routing is re-read first.
      await this.routing.load();
      webhook = this.routing.current(webhookId);
      if (!webhook) {
        const { workspaceId, eventId } = task.delivery;
        this.log.warn(
          { workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId },
          'delivery.webhook_unknown',
        );
        return this.deferred('webhook_unknown', UNKNOWN_WEBHOOK_WAIT_MS);
      }
      if (!isActive(webhook)) return { kind: 'skipped' };
    }

    const prepared = this.prepare(task, webhook);
    if ('result' in prepared) {
      this.attempted(task, webhook, prepared.result);
      const { result, bodyHash } = prepared;
      return { kind: 'attempted', result, bodyHash, schedule: webhook.schedule };
    }
    const mayStart = (): boolean => this.mayStart(task);
    const running = this.sender.send(prepared.request, mayStart);
    task.running = running;
    const result = await running.result;
    task.running = null;
    if (result === null) {
      if (running.isSent) return this.unanswered(task);
      // Cancelled, not allowed to start, or without a connection slot or a lookup. It is tried again, and its state is then decided.
      return this.deferred('not_sent', NOT_SENT_WAIT_MS);
    }
    this.attempted(task, webhook, result);
    if (result.command === 'disable') this.onGone(webhook, task.delivery.id);
    return { kind: 'attempted', result, bodyHash: prepared.bodyHash, schedule: webhook.schedule };
  }

  private attempted(task: AttemptTask, { endpoint }: WebhookRevision, result: AttemptResult): void {
    this.metrics.attempted(result);
    if (task.trace === null) return;
    const { delivery, attempt } = task;
    task.trace = traceAttempt(task.trace, { delivery, attempt, endpoint, result }) ?? null;
  }

  private deferred(reason: DeferralReason, waitMs: number): AttemptTaskResult {
    this.metrics.deferred.inc({ reason });
    return { kind: 'deferred', waitMs };
  }

  /** The shutdown of this process has cancelled the request. The log explains why the endpoint gets the event again. */
  private unanswered({ delivery, attempt }: AttemptTask): AttemptTaskResult {
    const { workspaceId, eventId, webhookId, id } = delivery;
    this.log.warn(
      { workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId, delivery_id: id, attempt },
      'delivery.attempt_unanswered',
    );
    return { kind: 'unanswered' };
  }

  /** Waits for a fresh view. A cancel ends the wait: a shutdown has no time for it. */
  private async hasFreshRouting(task: AttemptTask): Promise<boolean> {
    if (this.routing.fresh) return true;
    if (task.cancelled) return false;
    const cancelled = new Promise<void>((resolve) => (task.running = { cancel: resolve }));
    try {
      await Promise.race([this.routing.untilFresh(), cancelled]);
    } catch (error) {
      if (!(error instanceof RoutingNotConfirmed)) throw error;
    } finally {
      task.running = null;
    }
    return this.routing.fresh;
  }

  private mayStart(task: AttemptTask): boolean {
    const { webhookId } = task.delivery;
    const webhook = this.routing.current(webhookId);
    return (
      !task.cancelled &&
      task.mayStart() &&
      this.routing.fresh &&
      webhook !== undefined &&
      isActive(webhook) &&
      (task.probeGeneration !== null || this.circuits.isClosed(webhookId))
    );
  }

  private async endProbe(
    webhookId: string,
    generation: number,
    result: CircuitResult,
    outcome: Outcome | null,
  ): Promise<void> {
    try {
      await this.circuits.probeEnded(webhookId, generation, result, outcome);
    } catch (error) {
      // The circuit stays half open until the probe expires. Then another one follows.
      this.log.error({ err: error, webhook_id: webhookId }, 'circuit.probe_not_recorded');
    }
  }

  private prepare(
    task: AttemptTask,
    webhook: WebhookRevision,
  ): { request: AttemptRequest; bodyHash: string } | { result: AttemptResult; bodyHash: string | null } {
    const { delivery, event } = task;
    let { bodyHash } = task;
    try {
      const body = renderBody(event, delivery.payloadVersion);
      bodyHash = hash('sha256', body);
      if (task.bodyHash !== null && task.bodyHash !== bodyHash && !wasSentWithLoneSurrogates(task)) {
        return {
          result: internalError('the body differs from the one first sent', new Date()),
          bodyHash: task.bodyHash,
        };
      }
      const content = {
        workspaceId: delivery.workspaceId,
        webhookId: delivery.webhookId,
        eventId: event.id,
        eventType: event.type,
        deliveryId: delivery.id,
        attempt: task.attempt,
        body,
        userAgent: this.userAgent,
      };
      return { request: signedRequest(this.runtimes.of(webhook), content, Date.now()), bodyHash };
    } catch (error) {
      this.log.error(
        { err: error, workspace_id: delivery.workspaceId, delivery_id: delivery.id },
        'attempt.preparation_failed',
      );
      return { result: internalError(`${NOT_PREPARED}: ${errorCodeOf(error)}`, new Date()), bodyHash };
    }
  }
}

/** What the circuit counts. Internal errors and cancelled attempts are ignored: they do not depend on the endpoint. */
export function circuitResultOf(end: AttemptTaskResult): CircuitResult {
  if (end.kind !== 'attempted' || end.result.outcome === 'internal_error') return 'ignored';
  const { outcome, command } = end.result;
  // An endpoint that asks for something works, also when it does not accept this event.
  return outcome === 'delivered' || command !== null ? 'success' : 'failure';
}

/** Whether an older release sent this body with a lone surrogate, which is now replaced by U+FFFD. */
function wasSentWithLoneSurrogates({ event, delivery, bodyHash }: AttemptTask): boolean {
  return bodyHash === hash('sha256', renderBodyWithLoneSurrogates(event, delivery.payloadVersion));
}

/** The error's `code`, such as `CANNOT_DECRYPT`; `UNKNOWN` when it has none. */
function errorCodeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'UNKNOWN';
}
