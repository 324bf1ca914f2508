import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { provisionFromApt } from './provision-nats-apt.js';
import { provisionFromRelease } from './provision-nats-release.js';

export interface FindNatsServerOptions {
  /** Folder for a downloaded nats-server. */
  binaryFolder: string;
  onProgress?: (line: string) => void;
}

/**
 * The path of a nats-server, 2.9 or newer. Takes the first of: `NATS_SERVER_BIN`; one on PATH; one that an earlier start
 * downloaded; one unpacked from the distribution's package, without installing the package; one of the official releases.
 *
 * @throws Error that names the command which installs a nats-server, when all of these fail
 */
export async function findNatsServer({ binaryFolder, onProgress }: FindNatsServerOptions): Promise<string> {
  const configured = process.env.NATS_SERVER_BIN;
  if (configured !== undefined && configured !== '') {
    const version = versionOf(configured);
    if (version === undefined)
      throw new Error(
        `NATS_SERVER_BIN is ${configured}, which is not a nats-server 2.9 or newer that runs on this machine.`,
      );
    return configured;
  }
  const downloaded = join(binaryFolder, 'nats-server');
  for (const candidate of [...onPath(), downloaded]) {
    if (isExecutable(candidate) && versionOf(candidate) !== undefined) return candidate;
  }
  const failures: string[] = [];
  for (const { from, provision } of sources()) {
    onProgress?.(`no nats-server on this machine: downloading one from ${from}, only for this folder`);
    const { failure } = await provision(binaryFolder);
    if (failure === undefined && versionOf(downloaded) !== undefined) return downloaded;
    failures.push(failure ?? `the nats-server from ${from} does not run on this machine`);
  }
  throw new Error(
    `Found no nats-server, and could not download one (${failures.join('; ')}).\nRun this once, then start again:\n  ${installCommand()}`,
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

/** Candidates in the folders of PATH, and in folders of packages that are not on the PATH of every user. */
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

/** The version of a program, such as `2.9.10`; undefined if it does not run, is not a nats-server, or is older than 2.9. */
export function versionOf(binary: string): string | undefined {
  const run = spawnSync(binary, ['-v'], { encoding: 'utf8', timeout: 10_000 });
  if (run.error !== undefined || run.status !== 0) return undefined;
  return acceptedVersion(`${run.stdout}${run.stderr}`);
}

/** The version in the output of `nats-server -v`; undefined if it is older than 2.9 or there is none. */
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
