import { createHash, randomBytes, scryptSync } from 'node:crypto';
import { newId } from '@flowforge/contracts/ids';
import { decodeSessionCheckAnswer, SESSION_CHECK_PATH } from '@flowforge/contracts/sessions/session-check';
import { SESSION_TOKEN_HEADER } from '@flowforge/contracts/sessions/session-token';
import type { Role } from '@flowforge/contracts/words';
import { encodePasswordHash, HASH_BYTES, SALT_BYTES } from '@flowforge/registry/password/password-hash';
import pg from 'pg';
import { Api, textIn } from './api.js';

/** A user of a workspace who has signed in. */
export interface StackUser extends NewUser {
  sessionId: string;
  /** The API with an internal token, as the front door sends it. Checks the session for a new one, because it lasts 60 s. */
  api(): Promise<Api>;
}

/** A user who can sign in. */
export interface NewUser {
  userId: string;
  email: string;
  password: string;
}

/**
 * Adds a user to the registry's database. The hash of the password has the lowest cost, which is stored in it: with the usual one,
 * each user and each sign-in would need a processor for half a second.
 */
export async function addUser(databaseUrl: string, workspaceId: string, role: Role): Promise<NewUser> {
  const userId = newId();
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const password = randomBytes(12).toString('base64url');
  const salt = randomBytes(SALT_BYTES);
  const hash = scryptSync(password, salt, HASH_BYTES, { N: 2, r: 8, p: 1 });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'INSERT INTO registry.users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)',
      [userId, email, 'Ada', encodePasswordHash({ logN: 1, r: 8, p: 1, salt, hash })],
    );
    await client.query(
      'INSERT INTO registry.memberships (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)',
      [newId(), workspaceId, userId, role],
    );
  } finally {
    await client.end();
  }
  return { userId, email, password };
}

/** Adds a user to the registry's database and signs the user in at the registry. */
export async function openUser(
  databaseUrl: string,
  registryUrl: string,
  frontDoorUrl: string,
  workspaceId: string,
  role: Role,
): Promise<StackUser> {
  const user = await addUser(databaseUrl, workspaceId, role);
  const registry = new Api(registryUrl, null);
  const signedIn = await registry.post('/v1/sessions', {
    email: user.email,
    password: user.password,
  });
  const token_hash = createHash('sha256')
    .update(signedIn.headers.get(SESSION_TOKEN_HEADER) ?? '')
    .digest('hex');
  return {
    ...user,
    sessionId: textIn(signedIn, 'id'),
    api: async () => {
      const { body } = await registry.post(SESSION_CHECK_PATH, { token_hash });
      const checked = decodeSessionCheckAnswer(Buffer.from(JSON.stringify(body)));
      if (checked === null) throw new Error(`the session is not valid: ${JSON.stringify(body)}`);
      return new Api(frontDoorUrl, checked.internal_token);
    },
  };
}
