// Runs the tests of one project on its compiled output: node test/run-tests.mjs <project folder> [part of a file name ...]
// Node 20's --test does not accept file patterns, so this script finds the files. Its last line is "N passed, N failed", also when
// something crashes; before that it says how many tests were skipped, and why. A project without tests is a failure, and so is a
// part of a name that no file has.
//
// When it runs all tests of a project, it also prints their time, the time of the processors, and the budget from suites.json.
// Exceeding the budget is not a failure. It then also starts the servers that several test files share, if the project has any:
// dist/shared-servers.testing.js sets their addresses in the environment. Without them each of these files starts its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILE_DEADLINE_MS = 10 * 60_000;
/** Test files that run at the same time. */
const CONCURRENCY = 2;

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node test/run-tests.mjs <project folder> [part of a file name ...]');
  process.exit(2);
}
const isWholeProject = only.length === 0;
const suites = JSON.parse(readFileSync(new URL('suites.json', import.meta.url), 'utf8'));
/** `budgetS`: seconds for the whole suite. `first`: parts of the names of its longest files, which start first. */
const { budgetS, first = [] } = suites[folder] ?? {};
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
if (isWholeProject && budgetS !== undefined) {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`suite ${folder}: ${seconds} s, ${processorSeconds()} s of processors, budget ${budgetS} s`);
}
for (const [reason, number] of skipped) console.log(`SKIPPED ${number} tests: ${reason}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** The test files of the project that were asked for, the longest ones first. Throws when there are none. */
function findFiles() {
  // The console's app has its assets in `dist`, and its compiled tests in `out`.
  const all = testsIn(join(folder, existsSync(join(folder, 'out')) ? 'out' : 'dist')).sort();
  if (all.length === 0) throw new Error(`${folder} has no compiled tests`);
  for (const part of only) {
    if (!all.some((file) => file.includes(part))) throw new Error(`no test file of ${folder} has "${part}"`);
  }
  const rank = (file) => first.findIndex((part) => file.includes(part)) + 1 || first.length + 1;
  return all
    .filter((file) => isWholeProject || only.some((part) => file.includes(part)))
    .sort((one, other) => rank(one) - rank(other));
}

function testsIn(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(child);
    return entry.name.endsWith('.test.js') ? [child] : [];
  });
}

/** Runs the files, prints the report, and counts. Also starts and stops the servers that the files share. */
async function runFiles(files) {
  const sharedServers = resolve(folder, 'dist/shared-servers.testing.js');
  let stopShared;
  if (isWholeProject && existsSync(sharedServers)) {
    const { startSharedServers } = await import(pathToFileURL(sharedServers).href);
    const shared = await startSharedServers();
    Object.assign(process.env, shared.env);
    stopShared = shared.stop;
  }
  try {
    const stream = run({ files, concurrency: CONCURRENCY, timeout: FILE_DEADLINE_MS });
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
 * with an error, or has no test; a hook that fails.
 */
function count(kind, { name, file, details, skip }) {
  const isFile = file !== undefined && resolve(name) === file;
  if (isFile && kind === 'passed') console.log(`${name} has no tests`);
  if (isFile) counts.failed += 1;
  else if (details?.type === 'suite') {
    if (details.error?.failureType === 'hookFailed') counts.failed += 1;
  } else if (typeof skip === 'string') skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
  else counts[kind] += 1;
}

/** What this process and all processes below it that have ended have used, in seconds; "?" where the system does not tell it. */
function processorSeconds() {
  try {
    const text = readFileSync('/proc/self/stat', 'utf8');
    // After the name in parentheses; four of the fields are times, in hundredths of a second.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Math.round(fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100);
  } catch {
    return '?';
  }
}
