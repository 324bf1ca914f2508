import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from '@flowforge/contracts/words';

/** What a local run remembers between starts. Secrets: the file is its owner's only. */
export interface LocalState {
  /** `id:base64key`, as the services read it; made once, for what it sealed must open again. */
  encryption_keys: string;
  /** Of the services' Postgres roles. */
  role_passwords: Record<ServiceName, string>;
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
    const fresh = freshState();
    saveState(path, fresh);
    return fresh;
  }
  const parsed: unknown = parse(text);
  if (isState(parsed)) return { ...parsed, receiver_secrets: parsed.receiver_secrets ?? [] };
  throw new Error(`${path} cannot be read; npm start -- --reset begins anew`);
}

/** Replaces the file by rename. */
export function saveState(path: string, state: LocalState): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, path);
}

function freshState(): LocalState {
  const password = (): string => randomBytes(24).toString('hex');
  return {
    encryption_keys: `local-1:${randomBytes(32).toString('base64')}`,
    role_passwords: { conversations: password(), registry: password(), delivery: password() },
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

/** A file of an earlier release knows no secrets of the receiver. */
type StoredState = Omit<LocalState, 'receiver_secrets'> & { receiver_secrets?: string[] };

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
