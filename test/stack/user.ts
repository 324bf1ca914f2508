import { createHash, randomBytes } from 'node:crypto';
import { decodeSessionCheckAnswer, SESSION_CHECK_PATH } from '@flowforge/contracts/sessions/session-check';
import { SESSION_TOKEN_HEADER } from '@flowforge/contracts/sessions/session-token';
import type { Role } from '@flowforge/contracts/words';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';
import { Api, textIn } from './api.js';

/** A user of a workspace who has signed in. */
export interface StackUser {
  userId: string;
  sessionId: string;
  email: string;
  password: string;
  /** The API with an internal token, as the front door sends it. Checks the session for a new one, because it lasts 60 s. */
  api(): Promise<Api>;
}

/** Creates a user in the registry's database and signs the user in at the registry. */
export async function openUser(
  databaseUrl: string,
  registryUrl: string,
  frontDoorUrl: string,
  workspaceId: string,
  role: Role,
): Promise<StackUser> {
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const password = randomBytes(12).toString('base64url');
  const operator = await OperatorCommands.open(databaseUrl);
  const userId = await operator
    .createUser(workspaceId, { email, name: 'Ada', password, role })
    .finally(() => operator.close());
  const registry = new Api(registryUrl, null);
  const signedIn = await registry.post('/v1/sessions', { email, password });
  const token_hash = createHash('sha256')
    .update(signedIn.headers.get(SESSION_TOKEN_HEADER) ?? '')
    .digest('hex');
  return {
    userId,
    sessionId: textIn(signedIn, 'id'),
    email,
    password,
    api: async () => {
      const { body } = await registry.post(SESSION_CHECK_PATH, { token_hash });
      const checked = decodeSessionCheckAnswer(Buffer.from(JSON.stringify(body)));
      if (checked === null) throw new Error(`the session is not valid: ${JSON.stringify(body)}`);
      return new Api(frontDoorUrl, checked.internal_token);
    },
  };
}
