import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { provisionFromApt } from './provision-nats-apt.js';
import { provisionFromRelease } from './provision-nats-release.js';

export interface FindNatsServerOptions {
  /** Where a provisioned binary is kept. */
  binaryFolder: string;
  onProgress?: (line: string) => void;
}

/**
 * The path of a nats-server (2.9 or newer): `NATS_SERVER_BIN`, else the one on PATH, else the one kept from
 * an earlier start, else one unpacked from the distribution's package without installing it, else one from the
 * official releases. Throws an error that names the one command to run when there is none to be had.
 */
export async function findNatsServer({ binaryFolder, onProgress }: FindNatsServerOptions): Promise<string> {
  const named = process.env.NATS_SERVER_BIN;
  if (named !== undefined && named !== '') {
    const version = versionOf(named);
    if (version === undefined)
      throw new Error(`NATS_SERVER_BIN=${named} is no nats-server 2.9 or newer that runs here.`);
    return named;
  }
  const kept = join(binaryFolder, 'nats-server');
  for (const candidate of [...onPath(), kept]) {
    if (isExecutable(candidate) && versionOf(candidate) !== undefined) return candidate;
  }
  const failures: string[] = [];
  for (const { from, provision } of sources()) {
    onProgress?.(`no nats-server on this machine: fetching one from ${from}, for this folder only`);
    const { failure } = await provision(binaryFolder);
    if (failure === undefined && versionOf(kept) !== undefined) return kept;
    failures.push(failure ?? `what came from ${from} does not run here`);
  }
  throw new Error(
    `No nats-server could be found or fetched (${failures.join('; ')}).\nRun this once, then start again:\n  ${installCommand()}`,
  );
}

interface Source {
  from: string;
  provision: (binaryFolder: string) => Promise<{ failure?: string }>;
}

function sources(): Source[] {
  const hasApt = existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb');
  return [
    ...(hasApt ? [{ from: 'the distribution’s package', provision: provisionFromApt }] : []),
    { from: 'the official releases', provision: provisionFromRelease },
  ];
}

/** PATH, and where packages put it that an ordinary user's PATH leaves out. */
function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return [...folders, '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) =>
    join(folder, 'nats-server'),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `2.9.10`; undefined if it does not run, or is older than what Flowforge is written for. */
export function versionOf(binary: string): string | undefined {
  const run = spawnSync(binary, ['-v'], { encoding: 'utf8', timeout: 10_000 });
  if (run.error !== undefined || run.status !== 0) return undefined;
  return acceptedVersion(`${run.stdout}${run.stderr}`);
}

/** The version in what `nats-server -v` prints, if it is 2.9 or newer. */
export function acceptedVersion(printed: string): string | undefined {
  const found = /nats-server: v((\d+)\.(\d+)\.\d+\S*)/.exec(printed);
  if (found === null) return undefined;
  const [, version, major, minor] = found;
  const isNewEnough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9);
  return isNewEnough ? version : undefined;
}

function installCommand(): string {
  if (process.platform === 'darwin') return 'brew install nats-server';
  if (existsSync('/usr/bin/apt-get')) return 'sudo apt-get update && sudo apt-get install -y nats-server';
  return 'export NATS_SERVER_BIN=/path/to/nats-server   # from https://github.com/nats-io/nats-server/releases';
}
