import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** An account of this machine. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Where root keeps what another account must reach while the checkout lies in a folder closed to it. */
const OPEN_FOLDER = '/var/lib/flowforge';
const THROWAWAY_FOLDER = join(OPEN_FOLDER, 'throwaway');
/** The file in a moved folder that names the one it stands for. */
const ORIGINAL = 'original-folder';

/**
 * The account Postgres runs as when this process is root, which Postgres refuses: `postgres` if the machine
 * has one, else `nobody`. Undefined for an ordinary user, who runs it as himself.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(accountOf);
  const found = ['postgres', 'nobody'].map((name) => accounts.find((account) => account?.name === name));
  const account = found.find((one) => one !== undefined);
  if (account === undefined) {
    throw new Error(
      'Postgres does not run as root, and this machine has neither a postgres nor a nobody account.',
    );
  }
  return account;
}

function accountOf(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(':');
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** Makes the folder, closed to others but for its account, which may write in it. */
export function ownedFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

/**
 * The folder itself if the account can pass through all that lies above it (tried, not computed: access lists
 * and mounts decide too), else a folder of its own in the machine's data, named after this one's path. One for
 * `throwaway` data goes at the first call after its original has gone.
 */
export function reachableFolder(
  folder: string,
  account: Account | undefined,
  { throwaway = false }: { throwaway?: boolean } = {},
): string {
  mkdirSync(folder, { recursive: true });
  if (account === undefined) return folder;
  // Once moved it stays, even if the folder's permissions have changed since.
  const moved = movedFolder(folder);
  if (moved !== undefined) return moved;
  if (canPass(account, folder)) return folder;
  if (throwaway) sweepThrowaway();
  const base = throwaway ? THROWAWAY_FOLDER : OPEN_FOLDER;
  const open = join(base, keyOf(folder));
  mkdirSync(open, { recursive: true });
  writeFileSync(join(open, ORIGINAL), folder, { mode: 0o600 });
  // Not by mkdir's mode, which the umask narrows.
  for (const made of [OPEN_FOLDER, base, open]) chmodSync(made, 0o755);
  return open;
}

/** Where this folder's data has been moved to, if it has. */
export function movedFolder(folder: string): string | undefined {
  return [OPEN_FOLDER, THROWAWAY_FOLDER].map((base) => join(base, keyOf(folder))).find(existsSync);
}

function canPass(account: Account, folder: string): boolean {
  const run = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', join(folder, '.')], {
    cwd: '/',
    timeout: 10_000,
    uid: account.uid,
    gid: account.gid,
  });
  return run.status === 0;
}

/** What tests left behind that were killed, or that removed only the folder they know of. */
function sweepThrowaway(): void {
  for (const name of namesIn(THROWAWAY_FOLDER)) {
    const moved = join(THROWAWAY_FOLDER, name);
    if (!existsSync(originalOf(moved))) rmSync(moved, { recursive: true, force: true });
  }
}

/** Itself where it cannot be read: then nothing is swept. */
function originalOf(moved: string): string {
  try {
    return readFileSync(join(moved, ORIGINAL), 'utf8');
  } catch {
    return moved;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function keyOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 16);
}
