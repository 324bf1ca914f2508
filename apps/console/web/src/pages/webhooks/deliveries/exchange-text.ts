import type { Attempt, Delivery } from '../../../api/deliveries.js';

/** The request line and the headers that Flowforge set. The body is the event, the same on every attempt. */
export function requestText(delivery: Delivery, attempt: Attempt, endpoint: string | undefined): string {
  return [
    `POST ${endpoint ?? ''}`.trimEnd(),
    'content-type: application/json',
    `webhook-id: ${delivery.event_id}`,
    `flowforge-event: ${delivery.event}`,
    `flowforge-delivery: ${delivery.id}`,
    `flowforge-attempt: ${attempt.attempt}`,
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
