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

/** A user account of this machine. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Folder for the data of Postgres when its account cannot enter the checkout. Only used as root. */
const OPEN_FOLDER = '/var/lib/flowforge';
const THROWAWAY_FOLDER = join(OPEN_FOLDER, 'throwaway');
/** File in a moved folder with the path of the original folder. */
const ORIGINAL_PATH_FILE = 'original-folder';

/**
 * The account that Postgres runs as when this process is root, because Postgres refuses to run as root: `postgres` if the
 * machine has that account, otherwise `nobody`. Undefined when this process is not root.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(accountOf);
  const found = ['postgres', 'nobody'].map((name) => accounts.find((account) => account?.name === name));
  const account = found.find((one) => one !== undefined);
  if (account === undefined) {
    throw new Error(
      'Postgres does not run as root, and this machine has no account named postgres or nobody. Start as another user.',
    );
  }
  return account;
}

function accountOf(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(':');
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** Creates a folder that only its account can enter. Without `account` it belongs to the current one. */
export function createPrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

/**
 * The folder itself if the account can enter it, otherwise a folder in /var/lib/flowforge that replaces it. Its name is a hash
 * of the original path. A replacement for `throwaway` data is deleted by the first call after its original folder has been
 * deleted.
 */
export function reachableFolder(
  folder: string,
  account: Account | undefined,
  { throwaway = false }: { throwaway?: boolean } = {},
): string {
  mkdirSync(folder, { recursive: true });
  if (account === undefined) return folder;
  // Existing data stays in the replacement, also when the account could enter the original folder by now.
  const moved = movedFolder(folder);
  if (moved !== undefined) return moved;
  if (canEnter(account, folder)) return folder;
  if (throwaway) removeUnusedThrowaway();
  const base = throwaway ? THROWAWAY_FOLDER : OPEN_FOLDER;
  const open = join(base, keyOf(folder));
  mkdirSync(open, { recursive: true });
  writeFileSync(join(open, ORIGINAL_PATH_FILE), folder, { mode: 0o600 });
  // By chmod, because the umask limits the mode of mkdir.
  for (const made of [OPEN_FOLDER, base, open]) chmodSync(made, 0o755);
  return open;
}

/** The folder that replaces this one; undefined if there is none. */
export function movedFolder(folder: string): string | undefined {
  return [OPEN_FOLDER, THROWAWAY_FOLDER].map((base) => join(base, keyOf(folder))).find(existsSync);
}

/** Tries it as that account: access lists and mounts matter, not only the mode of the folders. */
function canEnter(account: Account, folder: string): boolean {
  const run = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', join(folder, '.')], {
    cwd: '/',
    timeout: 10_000,
    uid: account.uid,
    gid: account.gid,
  });
  return run.status === 0;
}

/** Deletes throwaway data whose original folder is gone, for example of a killed test. */
function removeUnusedThrowaway(): void {
  for (const name of namesIn(THROWAWAY_FOLDER)) {
    const moved = join(THROWAWAY_FOLDER, name);
    if (!existsSync(originalOf(moved))) rmSync(moved, { recursive: true, force: true });
  }
}

/** The original folder. If it cannot be read, the moved folder itself, which exists, so that it is not deleted. */
function originalOf(moved: string): string {
  try {
    return readFileSync(join(moved, ORIGINAL_PATH_FILE), 'utf8');
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
