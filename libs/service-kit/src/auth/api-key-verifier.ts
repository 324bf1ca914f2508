import type { Identity } from './caller.js';

/** Finds the caller that an api key belongs to. */
export abstract class ApiKeyVerifier {
  /** @param keyHash SHA-256 of the key in lower-case hex; null when the key is unknown or revoked */
  abstract verify(keyHash: string): Promise<Identity | null>;
}
