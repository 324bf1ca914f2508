import { Type } from 'typebox';
import { Sha256Hex } from '../sha256-hex.js';
import { defineSignal } from './signal.js';

const ApiKeyRevokedSchema = Type.Object({ key_hash: Sha256Hex });

/** To every replica of every service, so no queue group. */
export const API_KEY_REVOKED_SUBJECT = 'registry.api-key-revoked';

/** An api key was revoked: forget what was cached about it. A lost signal is made good by the cache's own bound. */
export const apiKeyRevoked = defineSignal(ApiKeyRevokedSchema);
