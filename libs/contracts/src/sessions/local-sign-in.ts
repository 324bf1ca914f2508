import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';

/** Path of the request at the registry, for a local run only. It is not part of the public API. */
export const LOCAL_SIGN_IN_PATH = '/internal/local-sign-in';

const RequestSchema = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) });

/** Body of the request: the token of the link that the launcher has printed. The answer is that of `POST /v1/sessions`. */
export type LocalSignInRequest = Static<typeof RequestSchema>;

const request = compile(RequestSchema);

/** Reads a request that is parsed JSON; null when it does not have this form. */
export function readLocalSignInRequest(value: unknown): LocalSignInRequest | null {
  return request.check(value) ? value : null;
}
