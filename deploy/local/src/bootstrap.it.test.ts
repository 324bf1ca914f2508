import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { publicOrigin } from '@flowforge/service-kit/public-url';

const BOOTSTRAP = new URL('../bootstrap/', import.meta.url);

interface LockModule {
  tryLock: (path: string) => { release?: () => void; owner?: number };
  waitForLock: (
    path: string,
    options: { deadlineMs: number; onWait: (pid: number) => void },
  ) => Promise<() => void>;
}
interface InstallModule {
  isInstalled: (root: string) => boolean;
}
interface OptionsModule {
  readOptions: (args: string[], env?: Record<string, string>) => { options?: object; error?: string };
}
interface SettingsModule {
  settingsError: (env: Record<string, string>) => Promise<string | undefined>;
}
interface NodeVersionModule {
  nodeVersionError: (version: string) => string | undefined;
}

const lock: LockModule = await import(new URL('lock.mjs', BOOTSTRAP).href);
const install: InstallModule = await import(new URL('install.mjs', BOOTSTRAP).href);
const options: OptionsModule = await import(new URL('options.mjs', BOOTSTRAP).href);
const settings: SettingsModule = await import(new URL('settings.mjs', BOOTSTRAP).href);
const nodeVersion: NodeVersionModule = await import(new URL('node-version.mjs', BOOTSTRAP).href);

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowforge-bootstrap-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock around install and build', () => {
  test('has one owner, names it, and is free after its release', () => {
    const path = join(folder, 'one/lock');
    const { release } = lock.tryLock(path);
    assert.deepEqual(lock.tryLock(path), { owner: process.pid });
    release?.();
    assert.ok(lock.tryLock(path).release);
    assert.deepEqual(readdirSync(join(folder, 'one')), ['lock']);
  });

  test('is waited for while its owner runs, and taken when its owner was killed', async () => {
    const path = join(folder, 'two/lock');
    const owner = await ownerOf(path);
    let waitedFor: number | undefined;
    const waiting = lock.waitForLock(path, {
      deadlineMs: 10_000,
      onWait: (pid) => {
        waitedFor = pid;
        owner.kill('SIGKILL');
      },
    });
    (await waiting)();
    assert.equal(waitedFor, owner.pid);
    assert.equal(existsSync(path), false);
  });

  test('is taken when the pid of its owner now belongs to another process', () => {
    const path = join(folder, 'three.lock');
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'another-boot:1' }));
    assert.ok(lock.tryLock(path).release);
  });

  test('is taken by one process when several take a stale lock at once', async () => {
    const path = join(folder, 'four/lock');
    const dead = await ownerOf(path);
    dead.kill('SIGKILL');
    await new Promise((resolve) => dead.once('exit', resolve));
    const tries = await Promise.all(Array.from({ length: 6 }, () => startLocking(path)));
    assert.equal(tries.filter(({ output }) => output === 'locked').length, 1);
    for (const { child } of tries) child.kill('SIGKILL');
  });
});

describe('isInstalled', () => {
  const put = (name: string, packages: object): void => {
    mkdirSync(join(folder, 'project/node_modules'), { recursive: true });
    writeFileSync(join(folder, 'project', name), JSON.stringify({ packages }));
  };
  const wanted = {
    '': { name: 'project' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  };

  test('is true when node_modules matches the lockfile; optional packages may be missing', () => {
    put('package-lock.json', wanted);
    assert.equal(install.isInstalled(join(folder, 'project')), false);
    put('node_modules/.package-lock.json', { 'node_modules/a': wanted['node_modules/a'] });
    assert.equal(install.isInstalled(join(folder, 'project')), true);
  });

  test('is false when the lockfile names another version or package', () => {
    put('package-lock.json', { ...wanted, 'node_modules/a': { version: '2.0.0', integrity: 'sha512-b' } });
    assert.equal(install.isInstalled(join(folder, 'project')), false);
    put('package-lock.json', { ...wanted, 'node_modules/b': { version: '1.0.0' } });
    assert.equal(install.isInstalled(join(folder, 'project')), false);
    put('package-lock.json', { '': {} });
    assert.equal(install.isInstalled(join(folder, 'project')), false);
  });
});

describe('the command line', () => {
  test('has the documented options and refuses any other', () => {
    assert.deepEqual(options.readOptions(['--replicas', '2', '--reset']).options, {
      replicas: 2,
      reset: true,
      help: false,
    });
    assert.deepEqual(options.readOptions(['--replicas=3']).options, {
      replicas: 3,
      reset: false,
      help: false,
    });
    for (const args of [['--replica', '2'], ['--replicas'], ['--replicas', '0'], ['--reset=yes'], ['now']]) {
      assert.ok(options.readOptions(args).error, args.join(' '));
    }
    assert.equal(options.readOptions(['--replicas']).error, '--replicas needs a number from 1 to 8.');
  });

  test('a wrong setting gets an error in one line that names it', async () => {
    for (const [name, value] of [
      ['HOST', 'nope'],
      ['HOST', '192.0.2.1'],
      ['PORT', 'abc'],
      ['PORT', '0'],
      ['BASE_PORT', '65475'],
      ['LOG_LEVEL', 'loud'],
    ] as const) {
      const error = await settings.settingsError({ [name]: value });
      assert.match(error ?? '', new RegExp(`^${name} is "${value}"; it must be .*\\.$`));
    }
    for (const [name, value] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://me:secret@localhost:4318'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://one:4318,http://two:4318'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318/?token=secret'],
      ['DATABASE_URL', 'mysql://me:secret@localhost/db'],
      ['NATS_URL', 'localhost:4222'],
    ] as const) {
      const error = await settings.settingsError({ [name]: value });
      assert.match(error ?? '', new RegExp(`^${name} is wrong: it must be .*\\.$`));
      assert.doesNotMatch(error ?? '', /secret/);
    }
    const right = {
      ...{ HOST: '0.0.0.0', PORT: '3000', BASE_PORT: '4000', LOG_LEVEL: 'warn' },
      ...{ PUBLIC_URL: 'https://flow.example', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/otlp/' },
      ...{ DATABASE_URL: 'postgres://me@localhost/db', NATS_URL: 'nats://me:secret@localhost:4222' },
    };
    assert.equal(await settings.settingsError(right), undefined);
    const empty = Object.fromEntries(Object.keys(right).map((name) => [name, '']));
    assert.equal(await settings.settingsError(empty), undefined);
  });

  test('PUBLIC_URL is checked as the services check it', async () => {
    const isOrigin = (text: string): boolean => {
      try {
        return publicOrigin(text) !== '';
      } catch {
        return false;
      }
    };
    const accepted: boolean[] = [];
    for (const text of [
      ...['http://flow.example', 'https://flow.example:8443/', 'HTTP://FLOW.example:80', 'http://[::1]:3000'],
      ...['flow.example', 'ftp://flow.example', 'http://flow.example/app', 'http://flow.example/?a=b'],
      ...['http://flow.example/#a', 'http://me@flow.example', 'http://me:secret@flow.example', 'http://'],
    ]) {
      const error = await settings.settingsError({ PUBLIC_URL: text });
      assert.equal(error === undefined, isOrigin(text), text);
      assert.match(error ?? 'PUBLIC_URL is wrong', /^PUBLIC_URL is wrong/);
      assert.doesNotMatch(error ?? '', /secret/);
      accepted.push(error === undefined);
    }
    assert.deepEqual(
      accepted,
      Array.from(accepted, (_, index) => index < 4),
    );
  });

  test('shows the right command when npm did not pass on an option', () => {
    const { error } = options.readOptions([], { npm_config_reset: 'true' });
    assert.match(error ?? '', /npm start -- --reset/);
  });

  test('refuses Node versions that are not supported', () => {
    for (const version of ['20.19.0', '22.13.1', '24.11.0', '26.0.0']) {
      assert.equal(nodeVersion.nodeVersionError(version), undefined, version);
    }
    for (const version of ['18.20.0', '20.18.9', '21.7.0', '22.12.0', '23.11.0', '24.10.9']) {
      assert.match(nodeVersion.nodeVersionError(version) ?? '', new RegExp(`this is Node ${version}`));
    }
  });
});

test('a start prints the reason why it refuses: a wrong option or setting last; a second one in the same folder prints where the first one runs, and exits with 1', () => {
  const checkout = join(folder, 'checkout');
  mkdirSync(join(checkout, 'deploy/local'), { recursive: true });
  cpSync(fileURLToPath(new URL('../start.mjs', import.meta.url)), join(checkout, 'deploy/local/start.mjs'));
  for (const path of ['deploy/local/bootstrap', 'deploy/local/build', 'build']) {
    const folder = fileURLToPath(new URL(`../../../${path}`, BOOTSTRAP));
    cpSync(folder, join(checkout, path), { recursive: true });
  }
  const start = (args: string[] = [], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [join(checkout, 'deploy/local/start.mjs'), ...args], {
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, ...env },
    });
  const wrongOption = start(['--replicas']);
  assert.equal(wrongOption.status, 1);
  assert.match(wrongOption.stderr, /^Usage: [^]*\n\n--replicas needs a number from 1 to 8\.\n$/);
  const wrongSetting = start([], { LOG_LEVEL: 'loud' });
  assert.equal(wrongSetting.status, 1);
  assert.match(wrongSetting.stderr, /^LOG_LEVEL is "loud"; it must be one of [^\n]*\n$/);
  assert.equal(existsSync(join(checkout, '.flowforge')), false);
  const { release } = lock.tryLock(join(checkout, '.flowforge/instance.lock'));
  const whileStarting = start();
  assert.match(
    whileStarting.stderr,
    new RegExp(`already starting in this folder \\(process ${process.pid}\\)`),
  );
  writeFileSync(
    join(checkout, '.flowforge/run.json'),
    JSON.stringify({ public_url: 'http://127.0.0.1:3000' }),
  );
  const whileRunning = start();
  assert.equal(whileRunning.status, 1);
  assert.match(whileRunning.stderr, /already runs in this folder .*: http:\/\/127\.0\.0\.1:3000/);
  release?.();
});

/** A process that has the lock until it is killed. */
async function ownerOf(path: string): Promise<ChildProcess> {
  const { child, output } = await startLocking(path);
  assert.equal(output, 'locked');
  return child;
}

/** A process that tries once to take the lock and prints the result. */
function startLocking(path: string): Promise<{ child: ChildProcess; output: string }> {
  const script = `
    import { tryLock } from ${JSON.stringify(new URL('lock.mjs', BOOTSTRAP).href)};
    console.log(tryLock(${JSON.stringify(path)}).release ? 'locked' : 'refused');
    setTimeout(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    child.stdout.once('data', (data: Buffer) => resolve({ child, output: data.toString().trim() }));
  });
}
