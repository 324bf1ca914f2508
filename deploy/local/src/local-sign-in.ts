import { createHash, randomBytes } from 'node:crypto';

/** The user of the demo workspace, who owns it. */
export const DEMO_OWNER = { email: 'owner@demo.localhost', name: 'Demo owner' } as const;

/** The link of one run that signs in the demo owner. */
export interface LocalSignIn {
  /** In the fragment of the link: a browser does not send it with the address, so it is in no log. */
  token: string;
  /** SHA-256 of the token, in lower-case hex. The front door and the registry know only this. */
  tokenHash: string;
}

/** A new link. It is valid as long as the processes that know its hash. */
export function newLocalSignIn(): LocalSignIn {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: createHash('sha256').update(token).digest('hex') };
}

/** The address of the link. @param publicUrl base address of the front door, without a slash at its end */
export function linkOf({ token }: LocalSignIn, publicUrl: string): string {
  return `${publicUrl}/local-sign-in#${token}`;
}
