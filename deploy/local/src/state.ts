import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from '@flowforge/contracts/words';
import type { NatsUserName } from '@flowforge/messaging/users';

/** What a local run remembers between starts. Secrets: the file is its owner's only. */
export interface LocalState {
  /** `id:base64key`, as the services read it; made once, for what it sealed must open again. */
  encryption_keys: string;
  /** Of the services' Postgres roles. */
  role_passwords: Record<ServiceName, string>;
  /** Of the NATS users: one for each service, and the operator's. */
  nats_passwords: Record<NatsUserName, string>;
  /** Kept, so that webhooks that point at the receiver still do. */
  receiver_port: number | null;
  /** What the receiver was told, so that it verifies the same webhooks after the next start. */
  receiver_secrets: string[];
  /** The demo webhook, whose secret the API tells only once. */
  demo_webhook: { id: string; secret: string } | null;
}

/** Reads the state, making it at the first start. Throws if the file is there but is not one. */
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
    const state = { ...newState(), ...parsed };
    // The passwords that were added must be the same at the next start.
    if (parsed.nats_passwords === undefined) saveState(path, state);
    return state;
  }
  throw new Error(`${path} cannot be read; npm start -- --reset begins anew`);
}

/** Replaces the file by rename. */
export function saveState(path: string, state: LocalState): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, path);
}

function newState(): LocalState {
  // Begins with a letter: some NATS clients take digits after the first colon of an address for the port.
  const password = (): string => `p${randomBytes(24).toString('hex')}`;
  return {
    encryption_keys: `local-1:${randomBytes(32).toString('base64')}`,
    role_passwords: { conversations: password(), registry: password(), delivery: password() },
    nats_passwords: {
      conversations: password(),
      registry: password(),
      delivery: password(),
      operator: password(),
    },
    receiver_port: null,
    receiver_secrets: [],
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

/** A file of an earlier release lacks what was added since. */
type StoredState = Omit<LocalState, 'receiver_secrets' | 'nats_passwords'> &
  Partial<Pick<LocalState, 'receiver_secrets' | 'nats_passwords'>>;

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
