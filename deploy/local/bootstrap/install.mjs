import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './step.mjs';

/**
 * Runs `npm ci` if node_modules does not match package-lock.json. npm writes `node_modules/.package-lock.json` at the end of an
 * install, so an interrupted install is noticed, too.
 */
export async function installIfNeeded({ root, say }) {
  if (isInstalled(root)) return;
  const [command, npmArgs] = npmCommand();
  await runStep({
    title: 'installing packages (about a minute the first time)',
    command,
    args: [...npmArgs, 'ci', '--no-audit', '--no-fund'],
    root,
    env: {
      ...process.env,
      CI: 'true',
      NX_DAEMON: 'false',
      npm_config_update_notifier: 'false',
      ...npmCache(root),
    },
    logFile: join(root, '.flowforge/logs/install.log'),
    deadlineMs: 15 * 60_000,
    say,
  });
  if (!isInstalled(root))
    throw new Error(
      'npm ci has finished, but node_modules does not match package-lock.json. ' +
        'Read .flowforge/logs/install.log, delete node_modules, then start again.',
    );
}

/**
 * Whether node_modules has exactly the packages of package-lock.json. Optional packages may be missing: npm leaves out those of
 * other platforms.
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined && !entry.optional) return false;
    if (found !== undefined && (found.version !== entry.version || found.integrity !== entry.integrity))
      return false;
    if (entry.link && !existsSync(join(root, path, 'package.json'))) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Command and first arguments of the npm that runs this start; otherwise of the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script))
    return [process.execPath, [script]];
  return ['npm', []];
}

/** A cache folder in the checkout, when this account cannot write to npm's usual one, for example because it has no home. */
function npmCache(root) {
  const usual = process.env.npm_config_cache ?? join(process.env.HOME ?? '/nonexistent', '.npm');
  return isWritable(usual) ? {} : { npm_config_cache: join(root, '.flowforge/npm-cache') };
}

function isWritable(path) {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
