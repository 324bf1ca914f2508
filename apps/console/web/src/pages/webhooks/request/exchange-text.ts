import type { Attempt, SentRequest } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';

/**
 * The request line and the headers of an attempt. What is not kept or must not be shown stands in parentheses: the signature proves who
 * knows the secret, and the webhook's own headers may be keys.
 */
export function requestText(
  request: Pick<SentRequest, 'headers'>,
  attempt: Pick<Attempt, 'attempt'>,
  webhook: Pick<Webhook, 'endpoint' | 'headers'> | undefined,
): string {
  return [
    `POST ${webhook?.endpoint ?? '(the webhook was deleted)'}`,
    ...request.headers.map(({ name, value }) => `${name}: ${value}`),
    `flowforge-attempt: ${attempt.attempt}`,
    'user-agent: Flowforge-Webhooks/(version)',
    'webhook-timestamp: (time of signing)',
    'webhook-signature: (not kept)',
    ...Object.keys(webhook?.headers ?? {}).map((name) => `${name}: (not shown)`),
  ].join('\n');
}

/** Status, headers and the beginning of the body of the response. */
export function responseText(attempt: Attempt, format: (body: string) => string): string {
  const head = [
    `HTTP ${attempt.status_code ?? ''}`,
    ...attempt.response_headers.map(({ name, value }) => `${name}: ${value}`),
  ].join('\n');
  return attempt.response_excerpt === null ? head : `${head}\n\n${format(attempt.response_excerpt)}`;
}
