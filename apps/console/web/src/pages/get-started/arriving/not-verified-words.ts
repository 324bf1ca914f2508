import type { NotVerified } from '../../../api/receiver.js';

/** Why the built-in receiver did not verify a signature, in a sentence. */
export const NOT_VERIFIED_WORDS: Record<NotVerified, string> = {
  no_signature: 'The request has no signature.',
  missing_header: 'The request has no webhook-id or no webhook-timestamp.',
  invalid_timestamp: 'Its webhook-timestamp is not a number of seconds.',
  no_secret: 'The receiver knows no secret yet.',
  wrong_signature: 'The signature does not match any secret that the receiver knows.',
  old_timestamp: 'The request was signed more than 5 minutes before it arrived.',
  future_timestamp: 'The request was signed more than 5 minutes after it arrived: compare the clocks.',
};
