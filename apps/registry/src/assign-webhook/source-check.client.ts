import { checkSource } from '@flowforge/contracts/requests/check-source';
import { type ServiceClient, ServiceUnavailable } from '@flowforge/messaging/service-client';
import { request } from 'undici';
import type { Source } from '../assignment/assignment.js';

const HTTP_TIMEOUT_MS = 2_000;

/**
 * Checks with conversations that an assistant or a form belongs to a workspace. The request goes over NATS. While NATS is
 * unavailable it goes over HTTP with the api key of the caller, so that webhooks can be assigned without NATS.
 */
export class SourceCheck {
  constructor(
    private readonly services: ServiceClient,
    /** Base addresses of conversations. With an empty list, HTTP is not tried. */
    private readonly conversationsUrls: readonly string[],
  ) {}

  /** @throws ServiceUnavailable when conversations responds neither over NATS nor over HTTP */
  async exists(workspaceId: string, source: Source, authorization: string): Promise<boolean> {
    try {
      const { exists } = await this.services.ask(checkSource, { workspace_id: workspaceId, ...source });
      return exists;
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      for (const url of this.conversationsUrls) {
        const exists = await this.existsByHttp(`${url}/v1/${source.kind}s/${source.id}`, authorization);
        if (exists !== null) return exists;
      }
      throw error;
    }
  }

  /** Null when this replica does not respond in time, or with another status than 200 and 404. */
  private async existsByHttp(url: string, authorization: string): Promise<boolean | null> {
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
