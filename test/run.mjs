// `npm test`: installs and builds what is missing, then runs format check, lint and every test. It starts its own Postgres and
// nats-servers on free ports. The last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeVersionError } from '../deploy/local/bootstrap/node-version.mjs';

const versionError = nodeVersionError(process.versions.node);
if (versionError !== undefined) {
  console.error(versionError);
  process.exit(1);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { prepare } = await import('../deploy/local/bootstrap/prepare.mjs');
const say = (text) => console.log(text);
const counts = { passed: 0, failed: 0 };
/** Time and budget of each suite in seconds, read from its output. */
const suites = [];
/** What the steps said about tests that they skipped. */
const skipped = [];

/** Runs a step, shows what it prints, and adds up the "N passed, N failed" lines in it. */
async function step(title, command, args, env = {}) {
  say(`\n── ${title}`);
  const startedAt = Date.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let tail = '';
  let counted = false;
  let failed = 0;
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    const lines = (tail + chunk.toString('utf8')).split('\n');
    tail = lines.pop() ?? '';
    for (const line of lines) {
      const suite = /^suite (\S+): (\d+) s, budget (\d+) s$/.exec(line.trim());
      if (suite) suites.push({ name: suite[1], seconds: Number(suite[2]), budget: Number(suite[3]) });
      if (/^SKIPPED \d+ tests: /.test(line.trim())) skipped.push(line.trim());
      const match = /^(\d+) passed, (\d+) failed$/.exec(line.trim());
      if (!match) continue;
      counted = true;
      counts.passed += Number(match[1]);
      failed += Number(match[2]);
    }
  });
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
    child.on('error', () => resolve(1));
  });
  counts.failed += failed;
  // A step without tests counts as one check. A step that fails without a failed test counts as one failure.
  if (code !== 0 && failed === 0) counts.failed += 1;
  if (code === 0 && !counted) counts.passed += 1;
  say(
    `── ${title}: ${code === 0 ? 'ok' : `failed (exit ${code})`}, ${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
}

/** For two cores, with all packages installed. The time of the build counts, too. */
const TOTAL_BUDGET_S = 900;
const startedAt = Date.now();
const node = process.execPath;
const bin = (name) => join(root, 'node_modules', name);

await prepare({ root, projects: ['.'], say });
const { startPostgres } = await import('@flowforge/local-servers/postgres');
const folder = mkdtempSync(join(tmpdir(), 'flowforge-test-'));
say('starting a Postgres for the tests');
// Without fsync, which is faster. Tests that kill Postgres start their own.
const postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), durable: false });
const servers = { FLOWFORGE_TEST_POSTGRES: postgres.url, FLOWFORGE_BINARIES: join(root, '.flowforge/bin') };

try {
  await step('format', node, [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']);
  await step(
    'lint, build and tests of each project',
    node,
    [
      bin('nx/dist/bin/nx.js'),
      'run-many',
      '-t',
      'lint',
      'build',
      'test',
      '--parallel=2',
      '--output-style=static',
    ],
    servers,
  );
  await step('end-to-end, fault and security tests', node, ['test/run-tests.mjs', 'test'], servers);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
say('\n── time of each suite, and its budget');
for (const { name, seconds, budget } of suites) {
  say(
    `${name.padEnd(24)} ${String(seconds).padStart(4)} s of ${budget} s${seconds > budget ? '   OVER BUDGET' : ''}`,
  );
}
const total = Math.round((Date.now() - startedAt) / 1000);
say(
  `${'total'.padEnd(24)} ${String(total).padStart(4)} s of ${TOTAL_BUDGET_S} s${total > TOTAL_BUDGET_S ? '   OVER BUDGET' : ''}`,
);
for (const line of skipped) console.log(line);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
