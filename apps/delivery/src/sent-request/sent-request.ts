import { hash } from 'node:crypto';
import { decodeEvent } from '@flowforge/contracts/events/event';
import { renderBody, renderBodyWithLoneSurrogates } from '@flowforge/contracts/webhook-body/render';
import { isWord, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';

/** How the body that is returned relates to what was sent. */
export const BODY_STATES = ['as_sent', 'not_sent', 'differs', 'event_removed', 'unknown_version'] as const;
type BodyState = (typeof BODY_STATES)[number];

/** A delivery and its event, as they are stored. */
interface StoredRequest {
  /** The event as it was received; null when it is no longer stored. */
  payload: Uint8Array | null;
  payloadVersion: string;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  bodyHash: string | null;
}

/**
 * The request body of a delivery. It is not stored: it is rendered from the event, which always gives the same bytes. The hash of what was
 * sent proves it. Null when the sent bytes cannot be rendered; the state says why.
 */
export function bodyOf({ payload, payloadVersion, bodyHash }: StoredRequest): {
  body: string | null;
  state: BodyState;
} {
  if (payload === null) return { body: null, state: 'event_removed' };
  const decoded = decodeEvent(payload);
  if (!decoded.ok || !isWord(PAYLOAD_VERSIONS, payloadVersion))
    return { body: null, state: 'unknown_version' };
  const body = renderBody(decoded.value, payloadVersion);
  if (bodyHash === null) return { body, state: 'not_sent' };
  const sent = [body, renderBodyWithLoneSurrogates(decoded.value, payloadVersion)].find(
    (text) => hash('sha256', text) === bodyHash,
  );
  return sent === undefined ? { body: null, state: 'differs' } : { body: sent, state: 'as_sent' };
}
