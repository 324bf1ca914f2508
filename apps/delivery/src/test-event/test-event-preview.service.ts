import { renderBody } from '@flowforge/contracts/webhook-body/render';
import type { EventType } from '@flowforge/contracts/words';
import { notFound } from '@flowforge/service-kit/http/problem';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { withLatestRouting } from '../routing/latest-routing.service.js';
import { ownWebhook } from '../routing/own-webhook.js';
import { exampleEvent } from './example-event.js';
import type { TestEventPreviewDto } from './test-event-preview.dto.js';

/** Shows what a test event would send. */
export class TestEventPreviewService {
  constructor(private readonly routing: CurrentRouting) {}

  /** The request that would be sent now. @throws Problem 404 when the workspace has no such webhook */
  async preview(workspaceId: string, webhookId: string, type: EventType): Promise<TestEventPreviewDto> {
    const { endpoint, payloadVersion, deleted } = await withLatestRouting(this.routing, async () =>
      ownWebhook(this.routing, workspaceId, webhookId),
    );
    if (deleted) throw notFound('webhook');
    return { url: endpoint, body: renderBody(exampleEvent(workspaceId, type, Date.now()), payloadVersion) };
  }
}
