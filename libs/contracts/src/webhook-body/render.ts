import type { DomainEvent } from '../events/event.js';
import type { PayloadVersion } from '../words.js';
import { bodyOf202404 } from './v2024-04.js';
import { bodyOf202605 } from './v2026-05.js';
import { toWellFormedJson } from '../well-formed.js';
import type { WebhookBody } from './webhook-body.js';

const BODIES: Readonly<Record<PayloadVersion, (event: DomainEvent) => WebhookBody>> = {
  '2024-04': bodyOf202404,
  '2026-05': bodyOf202605,
};

/**
 * The request body of an event for a webhook of that payload version: compact JSON. The same event always gives the same bytes, in
 * this release and in every later one. A lone surrogate, as an older event may hold one, becomes U+FFFD:
 * strict receivers refuse such text, and would refuse it again with every retry.
 */
export function renderBody(event: DomainEvent, payloadVersion: PayloadVersion): string {
  return toWellFormedJson(BODIES[payloadVersion](event));
}

/** The body as older releases sent it, with lone surrogates. Only for comparing its hash; never to be sent. */
export function renderUnguardedBody(event: DomainEvent, payloadVersion: PayloadVersion): string {
  return JSON.stringify(BODIES[payloadVersion](event));
}
