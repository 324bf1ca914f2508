import { ALL_SCOPES } from '@flowforge/contracts/words';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';
import { DEMO_OWNER } from './local-sign-in.js';

/**
 * Creates the workspace `demo` and its owner if they are missing, and an api key with all scopes, named `local`. Revokes the key of
 * the previous start, and gives the owner this password again if it was changed.
 *
 * @param databaseUrl address of the registry's database
 */
export async function openDemoWorkspace(
  databaseUrl: string,
  ownerPassword: string,
): Promise<{ apiKey: string }> {
  const operator = await OperatorCommands.open(databaseUrl);
  try {
    const { id } = await operator.createWorkspace('demo');
    const [{ key }] = await Promise.all([
      operator.renewLocalApiKey(id, { name: 'local', scopes: [...ALL_SCOPES] }),
      operator.ensureOwner(id, { ...DEMO_OWNER, password: ownerPassword }),
    ]);
    return { apiKey: key };
  } finally {
    await operator.close();
  }
}
