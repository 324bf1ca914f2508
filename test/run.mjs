// `npm test`: installs and builds what is missing, then runs format check, lint and every test. It starts its own Postgres and
// nats-servers on free ports. The last line is "N passed, N failed", also when something crashes.
//
// Three lanes run side by side, because many tests wait most of their time: with one lane less, the processors were idle for a fifth
// of the run. The work is divided so that the lanes end at about the same time. The output of the tests of the projects is shown at
// once, that of all other steps at their end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeVersionError } from '../deploy/local/bootstrap/node-version.mjs';
import { processorSeconds } from './processor-seconds.mjs';
import { Report } from './report.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** For two cores, with all packages installed. The time of the build counts, too. */
const TOTAL_BUDGET_S = 720;
const startedAt = Date.now();
const report = new Report(root);
// Without this, an error that nobody waits for would end the process before the last line.
process.on('uncaughtException', (error) => report.crashed(error));

/** An argument list for Node: a program of an installed package, and its arguments. */
const program = (path, ...args) => [join(root, 'node_modules', path), ...args];
const nx = (...args) => program('nx/dist/bin/nx.js', ...args);

async function projectsAndLint(env) {
  // All is built. One project at a time: two of its files run beside the two other lanes. Conversations runs in another lane.
  const options = ['--exclude=@flowforge/conversations', '--excludeTaskDependencies', '--parallel=1'];
  const tests = nx('run-many', '-t', 'test', ...options, '--output-style=static');
  await report.step('tests of the projects', tests, { env });
  const format = program('oxfmt/bin/oxfmt', '--check', '.');
  await report.step('format', format, { isLive: false });
  const lint = program('eslint/bin/eslint.js', '--max-warnings', '0', '.');
  await report.step('lint', lint, { isLive: false });
  await report.step('lint with types', program('oxlint/bin/oxlint'), { isLive: false });
}

async function faultsAndConversations(env) {
  await report.step('fault tests', ['test/run-tests.mjs', 'test', 'chaos/'], { env, isLive: false });
  const conversations = ['test/run-tests.mjs', 'apps/conversations'];
  await report.step('tests of conversations', conversations, { env, isLive: false });
}

async function stories(env) {
  await report.step(
    'end-to-end, browser and security tests',
    ['test/run-tests.mjs', 'test', '--without', 'chaos/'],
    { env, isLive: false },
  );
}

async function runAll() {
  const { prepare } = await import('../deploy/local/bootstrap/prepare.mjs');
  await prepare({ root, projects: ['.'], say: console.log });
  const { startPostgres } = await import('@flowforge/local-servers/postgres');
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-test-'));
  console.log('starting a Postgres for the tests');
  // Without fsync, which is faster. Tests that kill Postgres start their own.
  const postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), durable: false });
  try {
    // The rule of module boundaries reads this graph, and reports nothing without it.
    await report.step('graph of the projects', nx('show', 'projects'));
    // `prepare` leaves out the build of pages that are current, but the tests of these two projects are compiled by it, too.
    for (const project of ['apps/console/web', 'apps/widget'])
      await report.step(`build of ${project}`, [`${project}/build/main.mjs`]);
    await report.step('bundles of the tests', ['test/bundle.mjs']);
    const env = {
      FLOWFORGE_TEST_POSTGRES: postgres.url,
      FLOWFORGE_TEST_BUNDLES: join(root, '.flowforge/test-bundles'),
      FLOWFORGE_BINARIES: join(root, '.flowforge/bin'),
    };
    await Promise.all([projectsAndLint(env), faultsAndConversations(env), stories(env)]);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const versionError = nodeVersionError(process.versions.node);
if (versionError !== undefined) report.crashed(versionError);
else await runAll().catch((error) => report.crashed(error));
report.print({
  seconds: Math.round((Date.now() - startedAt) / 1000),
  processors: processorSeconds(),
  budgetS: TOTAL_BUDGET_S,
});
process.exit(report.failed === 0 ? 0 : 1);
