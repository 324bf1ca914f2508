import { ALL_SCOPES } from '@flowforge/contracts/words';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';

/**
 * Creates the workspace `demo` if it is missing, and an api key with all scopes, named `local`. Revokes the key of the previous
 * start.
 *
 * @param databaseUrl address of the registry's database
 */
export async function openDemoWorkspace(databaseUrl: string): Promise<{ apiKey: string }> {
  const operator = await OperatorCommands.open(databaseUrl);
  try {
    const { id } = await operator.createWorkspace('demo');
    const request = { name: 'local', scopes: [...ALL_SCOPES], revokeOthersNamed: true };
    return { apiKey: (await operator.mintApiKey(id, request)).key };
  } finally {
    await operator.close();
  }
}
