import type { Role } from '@flowforge/contracts/words';

/** An account of a person, with the hash of the password. */
export interface User {
  id: string;
  /** In lower case. */
  email: string;
  name: string;
  passwordHash: string;
}

/** The membership of a user in a workspace. */
export interface Membership {
  workspaceId: string;
  workspaceName: string;
  role: Role;
}

/** An e-mail address as it is stored and compared. */
export function normalizeEmail(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The form of an e-mail address: a name, `@` and a host, without spaces and control characters. Whether it exists is not checked. */
export const EMAIL = /^[^\s@\u0000-\u001f\u007f-\u009f]+@[^\s@\u0000-\u001f\u007f-\u009f]+$/;
export const EMAIL_MAX = 254;
export const USER_NAME_MAX = 200;
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
