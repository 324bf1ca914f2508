import { Type } from 'typebox';
import { Sha256Hex } from '../sha256-hex.js';
import { defineSignal } from './signal.js';

const ApiKeyRevokedSchema = Type.Object({ key_hash: Sha256Hex });

/** Received by every replica of every service: no queue group. */
export const API_KEY_REVOKED_SUBJECT = 'registry.api-key-revoked';

/** An api key was revoked: remove it from the cache. If the signal is lost, the cached entry expires on its own. */
export const apiKeyRevoked = defineSignal(ApiKeyRevokedSchema);
