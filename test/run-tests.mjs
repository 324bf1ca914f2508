// Runs the tests of one project on its compiled output: node test/run-tests.mjs <project folder> [part of a file name ...]
// Node 20's --test does not accept file patterns, so this script finds the files. Its last line is "N passed, N failed"; before that
// it says how many tests were skipped, and why. When
// it runs all tests of a project, it also prints their time and their budget from budgets.json. Exceeding the budget is not a
// failure. It then also starts the servers that several test files share, if the project has any: dist/shared-servers.testing.js
// sets their addresses in the environment. Without them each of these files starts its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

const FILE_DEADLINE_MS = 10 * 60_000;

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node test/run-tests.mjs <project folder> [part of a file name ...]');
  process.exit(2);
}

function testsIn(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(child);
    return entry.name.endsWith('.test.js') ? [child] : [];
  });
}

// The console's app has its assets in `dist`, and its compiled tests in `out`.
const files = testsIn(join(folder, existsSync(join(folder, 'out')) ? 'out' : 'dist'))
  .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
  .sort();

const startedAt = Date.now();
const counts = { passed: 0, failed: 0 };
/** Tests that were left out, by the reason they give. */
const skipped = new Map();
const sharedServers = resolve(folder, 'dist/shared-servers.testing.js');
let stopShared;
if (files.length > 0) {
  if (only.length === 0 && existsSync(sharedServers)) {
    const { startSharedServers } = await import(pathToFileURL(sharedServers).href);
    const shared = await startSharedServers();
    Object.assign(process.env, shared.env);
    stopShared = shared.stop;
  }
  const stream = run({ files, concurrency: 2, timeout: FILE_DEADLINE_MS });
  // Node reports files and suites like tests. They are not counted, except for a file that fails as a whole.
  const count = (kind) => (data) => {
    if (data.details?.type === 'suite') return;
    if (data.file !== undefined && data.name === data.file) return;
    if (files.includes(data.name)) {
      if (kind === 'failed') counts.failed += 1;
      return;
    }
    if (typeof data.skip === 'string') skipped.set(data.skip, (skipped.get(data.skip) ?? 0) + 1);
    else counts[kind] += 1;
  };
  stream.on('test:pass', count('passed'));
  stream.on('test:fail', count('failed'));
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  try {
    await stopShared?.();
  } catch (error) {
    console.log(`the shared servers report an error: ${error.message}`);
    counts.failed += 1;
  }
}
const budgets = JSON.parse(readFileSync(new URL('budgets.json', import.meta.url), 'utf8'));
const budget = budgets[folder];
if (only.length === 0 && budget !== undefined) {
  console.log(`suite ${folder}: ${Math.round((Date.now() - startedAt) / 1000)} s, budget ${budget} s`);
}
for (const [reason, number] of skipped) console.log(`SKIPPED ${number} tests: ${reason}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
