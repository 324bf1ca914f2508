import { Type } from 'typebox';

/** A SHA-256 digest in lower-case hex: how an api key is known outside the registry. */
export const Sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });
