import { Inject, Injectable } from '@nestjs/common';
import { compile } from '@flowforge/contracts/compiled';
import { parseJson } from '@flowforge/contracts/decoding';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';
import { Type } from 'typebox';
import { UpstreamClient } from '../upstream/upstream.client.js';

/** How long the page waits for conversations, in milliseconds. */
const DEADLINE_MS = 5_000;

/** The part of `GET /v1/chat/widgets/{id}` that the front door needs. Null allows any origin. */
const settings = compile(
  Type.Object({ allowed_origins: Type.Union([Type.Array(Type.String()), Type.Null()]) }),
);

/** Reads the settings of a widget from conversations. */
@Injectable()
export class WidgetSettings {
  constructor(@Inject(UpstreamClient) private readonly upstream: UpstreamClient) {}

  /**
   * The origins that may use the widget; null for any.
   *
   * @param headers those of the request, with the client's address: conversations limits the requests of each client
   * @throws Problem 404 when there is no such chat widget, 429 at the limit, 503 when conversations does not answer
   */
  async allowedOrigins(
    id: string,
    headers: Record<string, string | string[]>,
  ): Promise<readonly string[] | null> {
    const { statusCode, body } = await this.upstream.send('conversations', {
      target: `/v1/chat/widgets/${id}`,
      method: 'GET',
      headers,
      isRead: true,
      isStream: false,
      body: undefined,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const answer = parseJson(await body.bytes());
    if (statusCode === 404) throw new Problem(404, 'widget_not_found', 'There is no such chat.');
    if (statusCode === 429)
      throw new Problem(
        429,
        'too_many_requests',
        'Too many requests came from your address. Try again later.',
      );
    if (statusCode === 200 && settings.check(answer)) return answer.allowed_origins;
    throw unavailable('conversations_unavailable', 'The chat cannot be opened now. Try again later.');
  }
}
