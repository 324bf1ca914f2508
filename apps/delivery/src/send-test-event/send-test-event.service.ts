import { renderBody } from '@flowforge/contracts/webhook-body/render';
import type { EventType } from '@flowforge/contracts/words';
import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Problem } from '@flowforge/service-kit/http/problem';
import { signedRequest } from '../attempt/signed-request.js';
import type { AttemptResult } from '../delivery/attempt-result.js';
import { deliveryIdOf } from '../delivery/delivery.js';
import type { AttemptSender } from '../outbound/attempt-sender.client.js';
import { withLatestRouting } from '../routing/latest-routing.service.js';
import { activeWebhook } from '../routing/own-webhook.js';
import { isActive } from '../routing/routing.js';
import { webhookInactive } from '../routing/webhook-inactive.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import type { WebhookRuntimes } from '../routing/webhook-runtimes.js';
import { exampleEvent } from '../test-event/example-event.js';
import { TestEventLimit } from './test-event-limit.js';

/** A test event that was sent. */
export interface SentTestEvent {
  url: string;
  /** Flat name, value pairs, without the values of the webhook's own headers. */
  requestHeaders: string[];
  body: string;
  result: AttemptResult;
}

/** Header that marks a test event. */
const TEST_HEADER = 'flowforge-test';
const HIDDEN = '(not shown)';

/** 429: too many test events. */
export function tooManyTestEvents(seconds: number): Problem {
  return new Problem(
    429,
    'too_many_test_events',
    `This workspace has sent too many test events. Try again in ${seconds} s.`,
    undefined,
    { 'retry-after': String(seconds) },
  );
}

/** 503: the request was not sent. `why` is a sentence without its full stop. */
export function testEventNotSent(why = 'The test event could not be sent now'): Problem {
  return new Problem(
    503,
    'test_event_not_sent',
    `${why}, and the endpoint has received nothing. Try again.`,
    undefined,
    { 'retry-after': '2' },
  );
}

/**
 * Sends an example of an event to a webhook and returns the whole exchange. It uses the same signature, body and connection as a
 * delivery, but is not one: it is not stored, not retried, and does not count for circuit, order and limits of the webhook.
 */
export class SendTestEventService {
  private readonly limit = new TestEventLimit();

  constructor(
    private readonly routing: CurrentRouting,
    private readonly runtimes: WebhookRuntimes,
    private readonly sender: AttemptSender,
    private readonly userAgent: string,
    private readonly database: WorkspaceDatabase,
    private readonly audit: AuditOutbox,
  ) {}

  /**
   * @throws Problem 404 when the workspace has no such webhook, 409 `webhook_inactive` when it is disabled or deleted, 429
   * `too_many_test_events`, 503 `test_event_not_sent` when nothing was sent
   */
  async send(caller: Caller, webhookId: string, type: EventType): Promise<SentTestEvent> {
    const { workspaceId } = caller;
    await withLatestRouting(this.routing, async () => activeWebhook(this.routing, workspaceId, webhookId));
    const mayBeSent = (): boolean => {
      const current = this.routing.current(webhookId);
      return current !== undefined && isActive(current);
    };
    const waitMs = this.limit.take(workspaceId, performance.now());
    if (waitMs > 0) throw tooManyTestEvents(Math.ceil(waitMs / 1_000));

    // Before the request is sent: what leaves this process has an entry.
    const target = { kind: 'webhook', id: webhookId, name: null } as const;
    await this.database.transaction(workspaceId, (tx) =>
      this.audit.append(tx, actorOf(caller), { action: 'test_event.sent', target }),
    );
    // The audit entry takes a while, and only a fresh view may send: wait for the next confirmation instead of refusing.
    await this.routing.untilFresh().catch(() => {
      throw testEventNotSent('The registry did not confirm the settings of the webhook in time');
    });
    // It may have been changed or deleted during the waits.
    const webhook = this.routing.current(webhookId);
    if (!webhook || !isActive(webhook)) throw webhookInactive();
    const now = Date.now();
    const event = exampleEvent(workspaceId, type, now);
    const body = renderBody(event, webhook.payloadVersion);
    const runtime = this.runtimes.of(webhook);
    const content = {
      workspaceId,
      webhookId,
      eventId: event.id,
      eventType: type,
      deliveryId: deliveryIdOf(event.id, webhookId),
      attempt: 1,
      body,
      userAgent: this.userAgent,
    };
    const request = signedRequest(runtime, content, now);
    request.headers.push(TEST_HEADER, 'true');
    const running = this.sender.send(request, () => this.routing.fresh && mayBeSent(), true);
    const result = await running.result;
    if (result === null) throw testEventNotSent();
    const secret = new Set(runtime.headers.filter((_, index) => index % 2 === 0));
    const requestHeaders = request.headers.map((text, index) =>
      index % 2 === 1 && secret.has(request.headers[index - 1] ?? '') ? HIDDEN : text,
    );
    return { url: `${runtime.origin}${runtime.path}`, requestHeaders, body, result };
  }
}
