import { spawn } from 'node:child_process';

const SUITE = /^suite (.+): (\d+) s, (\d+|\?) s of processors, budget (\d+) s$/;
const SKIPPED = /^SKIPPED \d+ tests: /;
/** The longest time of a step, in milliseconds. Then it is killed and counts as a failure. */
const STEP_MAX_MS = 20 * 60_000;
const COUNTS = /^(\d+) passed, (\d+) failed$/;
/** Before the failed tests of a suite, which node:test repeats at its end. */
const FAILING_TESTS = '✖ failing tests:';
/** Lines of the failed tests of one suite that are repeated at the end. */
const MAX_FAILURE_LINES = 200;

/** Runs the steps of `npm test`, and adds up what they print: the lines of test/run-tests.mjs. */
export class Report {
  passed = 0;
  failed = 0;
  suites = [];
  skipped = [];
  /** The failed tests of all suites, as node:test describes them. They are printed again at the end, where one looks first. */
  failures = [];

  /** @param root the folder in which the steps run */
  constructor(root) {
    this.root = root;
  }

  /**
   * Runs Node with `args`, for at most `timeoutMs`. A step without tests counts as one check. A step that fails or is killed without a
   * failed test counts as one failure.
   *
   * @param isLive whether its output is shown at once, or at the end as one block
   */
  async step(title, args, { env = {}, isLive = true, timeoutMs = STEP_MAX_MS } = {}) {
    console.log(`\n── ${title}${isLive ? '' : ': begins'}`);
    const startedAt = Date.now();
    const child = spawn(process.execPath, args, {
      cwd: this.root,
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (isLive) process.stdout.write(chunk);
      });
    }
    const code = await new Promise((resolve) => {
      // After a kill, a process that the step has started may keep the pipes open: without this, `close` would wait for it.
      child.on('exit', (_, signal) => {
        if (signal !== null) for (const stream of [child.stdout, child.stderr]) stream.destroy();
      });
      child.on('close', resolve);
      child.on('error', (error) => {
        output += `${error.message}\n`;
        resolve(1);
      });
    });
    this.#add(output, code);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const end = `── ${title}: ${code === 0 ? 'ok' : `failed (${code === null ? 'killed' : `exit ${code}`})`}, ${seconds} s`;
    console.log(isLive ? end : `\n── ${title}\n${output.trimEnd()}\n${end}`);
  }

  #add(output, code) {
    let counted = false;
    let failed = 0;
    let failureLines;
    for (const raw of output.split('\n')) {
      const line = raw.trim();
      const suite = SUITE.exec(line);
      if (suite) this.suites.push(suite.slice(1, 5));
      if (SKIPPED.test(line)) this.skipped.push(line);
      const counts = COUNTS.exec(line);
      if (line === FAILING_TESTS) failureLines = [];
      else if (suite || counts) failureLines = undefined;
      else if (failureLines && failureLines.push(raw) <= MAX_FAILURE_LINES) this.failures.push(raw);
      if (!counts) continue;
      counted = true;
      this.passed += Number(counts[1]);
      failed += Number(counts[2]);
    }
    if (code !== 0 && failed === 0) failed = 1;
    if (code === 0 && !counted) this.passed += 1;
    this.failed += failed;
  }

  /** Something outside of the steps has failed. */
  crashed(error) {
    console.error(error);
    this.failed += 1;
  }

  /** Prints the time of each suite, the failed tests, and as the last line the counts. */
  print({ seconds, processors, budgetS }) {
    console.log('\n── time of each suite, of the processors in it, and its budget, in seconds');
    for (const row of [...this.suites, ['total', seconds, processors, budgetS]]) {
      const [name, wall, ofProcessors, budget] = row.map(String);
      const mark = Number(wall) > Number(budget) ? '   OVER BUDGET' : '';
      console.log(
        `${name.padEnd(24)} ${wall.padStart(5)} ${ofProcessors.padStart(6)} ${budget.padStart(5)}${mark}`,
      );
    }
    for (const line of this.skipped) console.log(line);
    if (this.failures.length > 0) console.log(`\n── failed tests\n${this.failures.join('\n').trimEnd()}`);
    console.log(`${this.passed} passed, ${this.failed} failed`);
  }
}
