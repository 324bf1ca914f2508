import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { HELP, type OperatorCommand, readCommand, readPassword, UsageError } from './command-line.js';

/** Runs one command and returns the result to print as JSON. */
async function run(command: Exclude<OperatorCommand, { kind: 'help' }>): Promise<object> {
  // Loaded only for a command that is right: TypeORM and what else it needs takes a second.
  const [{ readOperatorDatabaseUrl, readOperatorKeyRing }, { OperatorCommands }] = await Promise.all([
    import('../config.js'),
    import('./operator-commands.service.js'),
  ]);
  const operator = await OperatorCommands.open(readOperatorDatabaseUrl());
  try {
    switch (command.kind) {
      case 'create-workspace': {
        const { id, created } = await operator.createWorkspace(command.name);
        return { workspace_id: id, name: command.name, created };
      }
      case 'list-workspaces': {
        const workspaces = await operator.listWorkspaces(command.limit, command.after);
        return {
          workspaces: workspaces.map(({ id, name, createdAt }) => ({
            workspace_id: id,
            name,
            created_at: createdAt.toISOString(),
          })),
        };
      }
      case 'mint-api-key': {
        const { id, key, revokedIds } = await operator.mintApiKey(command.workspace, command);
        return { api_key_id: id, key, revoked_api_key_ids: revokedIds };
      }
      case 'revoke-api-key':
        await operator.revokeApiKey(command.workspace, command.id);
        return { revoked: true };
      case 'create-user': {
        const generated = command.passwordStdin ? null : randomBytes(18).toString('base64url');
        const password = generated ?? readPassword(await buffer(process.stdin));
        const id = await operator.createUser(command.workspace, { ...command, password });
        return {
          user_id: id,
          email: command.email,
          role: command.role,
          ...(generated && { password: generated }),
        };
      }
      case 'reset-password': {
        const { token, expiresAt } = await operator.resetPassword(command.email);
        return { token, expires_at: expiresAt.toISOString() };
      }
      case 'create-setup-token': {
        const { token, expiresAt } = await operator.createSetupToken();
        return { token, expires_at: expiresAt.toISOString() };
      }
      case 'reencrypt-secrets': {
        const { changed, failed } = await operator.reencryptSecrets(readOperatorKeyRing(), (line) =>
          process.stderr.write(`${line}\n`),
        );
        if (failed > 0) process.exitCode = 1;
        return { reencrypted_webhooks: changed, failed_webhooks: failed };
      }
    }
  } finally {
    await operator.close();
  }
}

/** The reason of a failure in one line. An error of the database driver can have a code and no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const code: unknown = Reflect.get(error, 'code');
  return error.message || (typeof code === 'string' ? code : error.name);
}

try {
  const command = readCommand(process.argv.slice(2));
  process.stdout.write(command.kind === 'help' ? HELP : `${JSON.stringify(await run(command))}\n`);
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`${reasonOf(error)}\n${usage ? 'See --help.\n' : ''}`);
  process.exitCode = usage ? 2 : 1;
}
