import { VERSION } from '@flowforge/service-kit/version';
import { type SigningKey, signWebhook } from '@flowforge/contracts/webhook-signature/sign';

/** `User-Agent` of all requests to endpoints. */
export const USER_AGENT = `Flowforge-Webhooks/${VERSION}`;

/** The values of one attempt's headers. */
export interface AttemptHeaders {
  eventId: string;
  eventType: string;
  deliveryId: string;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** Whole seconds since the Unix epoch. */
  timestamp: number;
  body: string;
  keys: readonly SigningKey[];
  /** The webhook's custom headers: name, value, name, value … */
  custom: readonly string[];
  userAgent: string;
}

/** The request headers of an attempt as name, value, name, value …: those of Standard Webhooks 1.0.0 and Flowforge's own. */
export function attemptHeaders(facts: AttemptHeaders): string[] {
  return [
    'content-type',
    'application/json',
    'user-agent',
    facts.userAgent,
    'webhook-id',
    facts.eventId,
    'webhook-timestamp',
    String(facts.timestamp),
    'webhook-signature',
    signWebhook(facts.keys, { id: facts.eventId, timestamp: facts.timestamp, body: facts.body }),
    'flowforge-event',
    facts.eventType,
    'flowforge-delivery',
    facts.deliveryId,
    'flowforge-attempt',
    String(facts.attempt),
    ...facts.custom,
  ];
}
