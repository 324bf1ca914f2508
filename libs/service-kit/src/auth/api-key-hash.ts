import { createHash } from 'node:crypto';

/**
 * SHA-256 in lower-case hex: how api keys are stored and sent between services. They are 256 random bits, so no salt is needed.
 */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
