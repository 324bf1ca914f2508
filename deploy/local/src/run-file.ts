import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from '@flowforge/contracts/words';

/** One running process of a service; addresses have no trailing slash. */
export interface RunReplica {
  url: string;
  ops_url: string;
  /** Process id of the service. */
  pid: number;
}

/** A service with all its replicas. Its other fields are those of the first replica. */
export interface RunService extends RunReplica {
  replicas: RunReplica[];
}

/** The content of `.flowforge/run.json`, for scripts. It holds an api key and passwords. */
export interface RunFile {
  public_url: string;
  api_key: string;
  receiver_url: string;
  services: Record<ServiceName, RunService>;
  database_url: string;
  nats_url: string;
  /** The link that signs in the demo owner. It is valid during this run. */
  console_url: string;
  console_email: string;
  console_password: string;
}

/** Writes a new file, mode 0600, and renames it: a reader never sees an incomplete file. */
export function writeRunFile(path: string, run: RunFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, path);
}

export function removeRunFile(path: string): void {
  rmSync(path, { force: true });
}

/** The service's entry in run.json. Throws when there is no replica. */
export function runServiceOf(replicas: RunReplica[]): RunService {
  const [first] = replicas;
  if (first === undefined) throw new Error('the service has no replica');
  return { ...first, replicas };
}
