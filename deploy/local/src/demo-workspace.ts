import { ALL_SCOPES } from '@flowforge/contracts/words';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';

/**
 * Makes sure of the workspace `demo` and makes a full-scope key named `local` for it. The key of the last start is revoked.
 *
 * @param databaseUrl address of the registry's database
 */
export async function openDemoWorkspace(databaseUrl: string): Promise<{ apiKey: string }> {
  const operator = await OperatorCommands.open(databaseUrl);
  try {
    const { id } = await operator.createWorkspace('demo');
    const asked = { name: 'local', scopes: [...ALL_SCOPES], revokeOthersNamed: true };
    return { apiKey: (await operator.mintApiKey(id, asked)).key };
  } finally {
    await operator.close();
  }
}
