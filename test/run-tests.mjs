// Runs the tests of one project on its compiled output:
//   node test/run-tests.mjs <project folder> [part of a file name ...] [--without part of a file name ...]
// Node 20's --test does not accept file patterns, so this script finds the files. Its last line is "N passed, N failed", also when
// something crashes; before that it says how many tests were skipped, and why. A project without tests is a failure, and so is a
// part of a name that no file has.
//
// It prints the time of a suite, the time of the processors, and the budget, where suites.json has them. Exceeding the budget is not
// a failure. Unless only some files were asked for, it starts the servers that several test files share, if the project has any:
// dist/shared-servers.testing.js sets their addresses in the environment. Without them each of these files starts its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { processorSeconds } from './processor-seconds.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILE_DEADLINE_MS = 10 * 60_000;
const USAGE =
  'usage: node test/run-tests.mjs <project folder> [part of a file name ...] [--without part of a file name ...]';

const [folder, ...parts] = process.argv.slice(2);
if (folder === undefined) {
  console.error(USAGE);
  process.exit(2);
}
const [only, without = []] = split(parts, '--without');
const suites = JSON.parse(readFileSync(new URL('suites.json', import.meta.url), 'utf8'));
const suite = [folder, ...only].join(' ');
/**
 * `budgetS`: seconds for the suite. `first`: parts of the names of its longest files, which start first. `concurrency`: how many of
 * its files run at the same time.
 */
const { budgetS, first = [], concurrency = 2 } = suites[suite] ?? {};
/** Folder of the bundles of this run, made by bundle.mjs; undefined when the compiled files run themselves. */
const bundles = process.env.FLOWFORGE_TEST_BUNDLES;
const counts = { passed: 0, failed: 0 };
/** Tests that were left out, by the reason they give. */
const skipped = new Map();
const startedAt = Date.now();

// A nats-server that has to be downloaded is downloaded once, not by each test file.
process.env.FLOWFORGE_BINARIES ??= join(ROOT, '.flowforge/bin');

try {
  await runFiles(findFiles());
} catch (error) {
  console.log(error);
  counts.failed += 1;
}
if (budgetS !== undefined) {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`suite ${suite}: ${seconds} s, ${processorSeconds()} s of processors, budget ${budgetS} s`);
}
for (const [reason, number] of skipped) console.log(`SKIPPED ${number} tests: ${reason}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** The test files of the project that were asked for, the longest ones first. Throws when there are none. */
function findFiles() {
  // The console's app has its assets in `dist`, and its compiled tests in `out`.
  const all = testsIn(join(folder, existsSync(join(folder, 'out')) ? 'out' : 'dist')).sort();
  if (all.length === 0) throw new Error(`${folder} has no compiled tests`);
  for (const part of [...only, ...without]) {
    if (!all.some((file) => file.includes(part))) throw new Error(`no test file of ${folder} has "${part}"`);
  }
  const rank = (file) => first.findIndex((part) => file.includes(part)) + 1 || first.length + 1;
  return all
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
    .filter((file) => !without.some((part) => file.includes(part)))
    .sort((one, other) => rank(one) - rank(other));
}

/** The words before the separator, and those after it if it is there. */
function split(words, separator) {
  const at = words.indexOf(separator);
  return at < 0 ? [words] : [words.slice(0, at), words.slice(at + 1)];
}

function testsIn(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(child);
    return entry.name.endsWith('.test.js') ? [child] : [];
  });
}

/** The bundle of a compiled file, if this run has one; otherwise the file. */
function bundleOf(file) {
  if (bundles === undefined) return file;
  const bundle = join(bundles, relative(ROOT, resolve(file)));
  return existsSync(bundle) ? bundle : file;
}

/** Runs the files, prints the report, and counts. Also starts and stops the servers that the files share. */
async function runFiles(files) {
  const sharedServers = resolve(folder, 'dist/shared-servers.testing.js');
  let stopShared;
  if (only.length === 0 && existsSync(sharedServers)) {
    // These servers run without bundles, as in the images, so that the tests see both.
    delete process.env.FLOWFORGE_TEST_BUNDLES;
    const { startSharedServers } = await import(pathToFileURL(sharedServers).href);
    const shared = await startSharedServers();
    Object.assign(process.env, shared.env);
    stopShared = shared.stop;
    if (bundles !== undefined) process.env.FLOWFORGE_TEST_BUNDLES = bundles;
  }
  try {
    const stream = run({ files: files.map(bundleOf), concurrency, timeout: FILE_DEADLINE_MS });
    stream.on('test:pass', (data) => count('passed', data));
    stream.on('test:fail', (data) => count('failed', data));
    const report = stream.compose(new spec());
    report.pipe(process.stdout, { end: false });
    await finished(report);
  } finally {
    // Rejects when the servers report an error of the tests.
    await stopShared?.();
  }
}

/**
 * Node reports files and suites like tests; they are not counted. Except for what no test shows: a file that cannot be loaded, ends
 * with an error, or has no test; a hook or the body of a suite that fails.
 */
function count(kind, { name, file, details, skip }) {
  const isFile = file !== undefined && resolve(name) === file;
  if (isFile && kind === 'passed') console.log(`${name} has no tests`);
  if (isFile) counts.failed += 1;
  else if (details?.type === 'suite') {
    if (details.error !== undefined && details.error.failureType !== 'subtestsFailed') counts.failed += 1;
  } else if (typeof skip === 'string') skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
  else counts[kind] += 1;
}
