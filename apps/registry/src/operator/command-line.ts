import { isUtf8 } from 'node:buffer';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isUuid } from '@flowforge/contracts/ids';
import { ALL_SCOPES, isWord, type Role, ROLES, type Scope } from '@flowforge/contracts/words';
import { EMAIL, EMAIL_MAX, normalizeEmail, PASSWORD_MAX, PASSWORD_MIN } from '../user/user.js';

const LIST_MAX = 1_000;
const WORKSPACE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const WORKSPACE_NAME_FORMAT =
  '1 to 63 lower-case letters, digits and "-", and begin and end with a letter or a digit';
const KEY_NAME = /^(?=.*\S)[^\p{Cc}]{1,200}$/u;
const KEY_NAME_FORMAT = '1 to 200 characters that are not all spaces, without control characters';

export const HELP = `Creates workspaces, api keys and users with the registry's database credentials.

  create-workspace --name NAME
      Creates a workspace. NAME is unique: 1 to 63 lower-case letters, digits and "-".
      If the workspace exists already, only its id is printed.
  list-workspaces [--limit N] [--after ID]
      Prints up to N workspaces (default and maximum: ${LIST_MAX}), oldest first, starting after the workspace ID.
  mint-api-key --workspace NAME_OR_ID --name NAME --scopes all|SCOPE,SCOPE,... [--revoke-others-named]
      Creates an api key and prints it. It cannot be printed again: only its hash is stored.
      --revoke-others-named revokes the workspace's other keys of the same name in the same transaction.
  revoke-api-key --workspace NAME_OR_ID --id ID
      Revokes an api key. The registry refuses it at once, the other services after at most 10 seconds
      (5 minutes while the registry is unavailable).
  create-user --workspace NAME_OR_ID --email EMAIL --name NAME --role ${ROLES.join('|')} [--password-stdin]
      Creates an account and makes it a member of the workspace. --password-stdin reads the password, ${PASSWORD_MIN} to ${PASSWORD_MAX}
      characters, from standard input. Without it a password is generated and printed; it cannot be printed again.
  reset-password --email EMAIL
      Prints the token of a link that sets a new password, /reset-password#TOKEN. It can be used once, within a day.
  create-setup-token
      Prints the token for the first sign-up of an installation without users, /setup#TOKEN. It can be used once,
      within a day.
  reencrypt-secrets
      Encrypts the secrets and headers of all webhooks with the first key of ENCRYPTION_KEYS, which must be set as for the
      registry. It can be stopped and started again, and goes on after a webhook that it cannot decrypt. Remove an older key
      only when every process has the new key as the first one, and IDEMPOTENCY_RETENTION_HOURS later: answers that are
      kept for repeated requests are encrypted, too.

Scopes: ${ALL_SCOPES.join(', ')}

DATABASE_URL is the address of the registry's database: postgres://registry:PASSWORD@HOST:PORT/DATABASE
The result is JSON on standard output. Exit codes: 0 success, 1 failure, 2 wrong usage.
`;

/** A command of the operator, as read from the command line. */
export type OperatorCommand =
  | { kind: 'help' }
  | { kind: 'create-workspace'; name: string }
  | { kind: 'list-workspaces'; limit: number; after: string | null }
  | { kind: 'mint-api-key'; workspace: string; name: string; scopes: Scope[]; revokeOthersNamed: boolean }
  | { kind: 'revoke-api-key'; workspace: string; id: string }
  | {
      kind: 'create-user';
      workspace: string;
      email: string;
      name: string;
      role: Role;
      passwordStdin: boolean;
    }
  | { kind: 'reset-password'; email: string }
  | { kind: 'create-setup-token' }
  | { kind: 'reencrypt-secrets' };

/** Thrown for a command line that is not valid; the message names the error. */
export class UsageError extends Error {}

const COMMANDS = [
  'create-workspace',
  'list-workspaces',
  'mint-api-key',
  'revoke-api-key',
  'create-user',
  'reset-password',
  'create-setup-token',
  'reencrypt-secrets',
] as const;

/** The options of each command. A boolean option has no value. */
const OPTIONS: Record<(typeof COMMANDS)[number], NonNullable<ParseArgsConfig['options']>> = {
  'create-workspace': { name: { type: 'string' } },
  'list-workspaces': { limit: { type: 'string' }, after: { type: 'string' } },
  'mint-api-key': {
    workspace: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    'revoke-others-named': { type: 'boolean' },
  },
  'revoke-api-key': { workspace: { type: 'string' }, id: { type: 'string' } },
  'create-user': {
    workspace: { type: 'string' },
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  },
  'reset-password': { email: { type: 'string' } },
  'create-setup-token': {},
  'reencrypt-secrets': {},
};

/**
 * Reads the arguments that follow the name of the script.
 *
 * @throws UsageError when the command or one of its options is unknown, missing or has a wrong value
 */
export function readCommand(args: readonly string[]): OperatorCommand {
  const [name, ...rest] = args;
  if (name === undefined || args.includes('--help') || name === 'help') {
    if (name === undefined) throw new UsageError('a command is required');
    return { kind: 'help' };
  }
  if (!isWord(COMMANDS, name)) throw new UsageError(`there is no command "${name}"`);
  const values = optionsOf(name, rest);
  switch (name) {
    case 'create-workspace':
      return { kind: name, name: optionMatching(values, 'name', WORKSPACE_NAME, WORKSPACE_NAME_FORMAT) };
    case 'list-workspaces':
      return { kind: name, limit: limitOf(values), after: 'after' in values ? idOf(values, 'after') : null };
    case 'mint-api-key':
      return {
        kind: name,
        workspace: requiredOption(values, 'workspace'),
        name: optionMatching(values, 'name', KEY_NAME, KEY_NAME_FORMAT).trim(),
        scopes: scopesOf(requiredOption(values, 'scopes')),
        revokeOthersNamed: values['revoke-others-named'] === true,
      };
    case 'revoke-api-key':
      return { kind: name, workspace: requiredOption(values, 'workspace'), id: idOf(values, 'id') };
    case 'create-user':
      return {
        kind: name,
        workspace: requiredOption(values, 'workspace'),
        email: emailOf(values),
        name: optionMatching(values, 'name', KEY_NAME, KEY_NAME_FORMAT).trim(),
        role: roleOf(values),
        passwordStdin: values['password-stdin'] === true,
      };
    case 'reset-password':
      return { kind: name, email: emailOf(values) };
    case 'create-setup-token':
    case 'reencrypt-secrets':
      return { kind: name };
  }
}

type Values = ReturnType<typeof parseArgs>['values'];

function optionsOf(command: (typeof COMMANDS)[number], args: string[]): Values {
  try {
    return {
      ...parseArgs({ args, options: OPTIONS[command], strict: true, allowPositionals: false }).values,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the options cannot be read');
  }
}

function requiredOption(values: Values, option: string): string {
  const value = values[option];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${option} is required`);
  return value;
}

/** @param format the pattern in words, for the error */
function optionMatching(values: Values, option: string, pattern: RegExp, format: string): string {
  const value = requiredOption(values, option);
  if (!pattern.test(value)) throw new UsageError(`--${option} must be ${format}`);
  return value;
}

function idOf(values: Values, option: string): string {
  const value = requiredOption(values, option);
  if (!isUuid(value)) throw new UsageError(`--${option} is not an id (a UUID)`);
  return value.toLowerCase();
}

function emailOf(values: Values): string {
  const email = normalizeEmail(optionMatching(values, 'email', EMAIL, 'an e-mail address'));
  if (email.length > EMAIL_MAX) throw new UsageError(`--email must have at most ${EMAIL_MAX} characters`);
  return email;
}

function roleOf(values: Values): Role {
  const role = requiredOption(values, 'role');
  if (!isWord(ROLES, role)) throw new UsageError(`--role must be one of ${ROLES.join(', ')}`);
  return role;
}

/**
 * Reads a password from standard input. One line break at its end is not part of it.
 *
 * @throws UsageError that holds nothing of the password
 */
export function readPassword(input: Buffer): string {
  const password = input.toString('utf8').replace(/\r?\n$/, '');
  const isLongEnough = password.length >= PASSWORD_MIN && password.length <= PASSWORD_MAX;
  if (!isUtf8(input) || !isLongEnough || password.includes('\0')) {
    throw new UsageError(`the password must be UTF-8 of ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`);
  }
  return password;
}

function limitOf(values: Values): number {
  if (values.limit === undefined) return LIST_MAX;
  const limit = /^\d{1,4}$/.test(String(values.limit)) ? Number(values.limit) : 0;
  if (limit < 1 || limit > LIST_MAX) throw new UsageError(`--limit is not a number from 1 to ${LIST_MAX}`);
  return limit;
}

function scopesOf(text: string): Scope[] {
  if (text === 'all') return [...ALL_SCOPES];
  const scopes = [...new Set(text.split(',').map((part) => part.trim()))];
  return scopes.map((scope) => {
    if (!isWord(ALL_SCOPES, scope)) throw new UsageError(`there is no scope "${scope}"`);
    return scope;
  });
}
