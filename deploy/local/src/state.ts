import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from '@flowforge/contracts/words';
import type { NatsUserName } from '@flowforge/messaging/users';

/** What a local run keeps between starts. It holds secrets: only the owner can read the file. */
export interface LocalState {
  /** `id:base64key`, the ENCRYPTION_KEYS of the services. Never changed, because stored secrets are encrypted with it. */
  encryption_keys: string;
  /** Passwords of the services' Postgres roles. */
  role_passwords: Record<ServiceName, string>;
  /** Passwords of the NATS users: one for each service, the console, and the operator. */
  nats_passwords: Record<NatsUserName, string>;
  /** The same at every start, so that the endpoints of existing webhooks stay valid; null before the first start. */
  receiver_port: number | null;
  /** Signing secrets that the receiver verifies with. */
  receiver_secrets: string[];
  /** The password of the demo owner. */
  owner_password: string;
  /** The demo webhook, whose secret the API returns only once; null before it is created. */
  demo_webhook: { id: string; secret: string } | null;
}

/** Reads the state, or creates it at the first start. Throws when the file has another format. */
export function loadState(path: string): LocalState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const state = newState();
    saveState(path, state);
    return state;
  }
  const parsed: unknown = parse(text);
  if (isState(parsed)) {
    const added = newState();
    const state = {
      ...added,
      ...parsed,
      nats_passwords: { ...added.nats_passwords, ...parsed.nats_passwords },
    };
    // A file of an earlier release lacks passwords. New ones are saved, to be the same at the next start.
    if (JSON.stringify(state) !== JSON.stringify(parsed)) saveState(path, state);
    return state;
  }
  throw new Error(
    `${path} is damaged or of another version. To delete all local data and start again: npm start -- --reset`,
  );
}

/** Writes a new file and renames it, so that a reader never sees an incomplete file. */
export function saveState(path: string, state: LocalState): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, path);
}

function newState(): LocalState {
  // Begins with a letter: some NATS clients read digits after the first colon of an address as the port.
  const password = (): string => `p${randomBytes(24).toString('hex')}`;
  return {
    encryption_keys: `local-1:${randomBytes(32).toString('base64')}`,
    role_passwords: { conversations: password(), registry: password(), delivery: password() },
    nats_passwords: {
      conversations: password(),
      registry: password(),
      delivery: password(),
      console: password(),
      operator: password(),
    },
    receiver_port: null,
    receiver_secrets: [],
    owner_password: password(),
    demo_webhook: null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file of an earlier release lacks the fields that were added since. */
type StoredState = Omit<LocalState, 'receiver_secrets' | 'nats_passwords' | 'owner_password'> &
  Partial<Pick<LocalState, 'receiver_secrets' | 'owner_password'>> & {
    nats_passwords?: Partial<LocalState['nats_passwords']>;
  };

function isState(value: unknown): value is StoredState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'encryption_keys' in value &&
    typeof value.encryption_keys === 'string' &&
    'role_passwords' in value &&
    typeof value.role_passwords === 'object' &&
    'receiver_port' in value &&
    'demo_webhook' in value
  );
}
