import { Type } from 'typebox';

/** A SHA-256 digest in lower-case hexadecimal. Services identify an api key by its digest. */
export const Sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });
