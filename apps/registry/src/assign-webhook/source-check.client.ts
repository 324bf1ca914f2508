import { checkSource } from '@flowforge/contracts/requests/check-source';
import { type ServiceClient, ServiceUnavailable } from '@flowforge/messaging/service-client';
import { request } from 'undici';
import type { Source } from '../assignment/assignment.js';

const HTTP_TIMEOUT_MS = 2_000;

/**
 * Asks conversations whether an assistant or a form belongs to a workspace: over NATS, and while NATS is away over HTTP, as
 * the caller, with the caller's own key. So an assignment can be made without the broker.
 */
export class SourceCheck {
  constructor(
    private readonly services: ServiceClient,
    /** Base addresses of conversations; with none, HTTP is not tried. */
    private readonly conversationsUrls: readonly string[],
  ) {}

  /** @throws ServiceUnavailable when conversations cannot be asked either way */
  async exists(workspaceId: string, source: Source, authorization: string): Promise<boolean> {
    try {
      const { exists } = await this.services.ask(checkSource, { workspace_id: workspaceId, ...source });
      return exists;
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      for (const url of this.conversationsUrls) {
        const answer = await this.askByHttp(`${url}/v1/${source.kind}s/${source.id}`, authorization);
        if (answer !== null) return answer;
      }
      throw error;
    }
  }

  /** Null when this replica gives no clear answer. */
  private async askByHttp(url: string, authorization: string): Promise<boolean | null> {
    try {
      const { statusCode, body } = await request(url, {
        headers: { authorization },
        headersTimeout: HTTP_TIMEOUT_MS,
        bodyTimeout: HTTP_TIMEOUT_MS,
        signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
      });
      await body.dump();
      if (statusCode === 200) return true;
      return statusCode === 404 ? false : null;
    } catch {
      return null;
    }
  }
}
