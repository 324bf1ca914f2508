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
 * this release and in every later one. A lone surrogate, which an older event may contain, becomes U+FFFD:
 * strict receivers refuse lone surrogates, and every retry would fail the same way.
 */
export function renderBody(event: DomainEvent, payloadVersion: PayloadVersion): string {
  return toWellFormedJson(BODIES[payloadVersion](event));
}

/** The body as older releases sent it, with lone surrogates. Use it only to compare its hash; never send it. */
export function renderBodyWithLoneSurrogates(event: DomainEvent, payloadVersion: PayloadVersion): string {
  return JSON.stringify(BODIES[payloadVersion](event));
}
