import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './step.mjs';

/**
 * Installs exactly what the lockfile says, if that is not what is there: npm keeps a copy of the lockfile it
 * last installed in node_modules, written when it is done.
 */
export async function installIfNeeded({ root, say }) {
  if (isInstalled(root)) return;
  const [command, before] = npmCommand();
  await runStep({
    title: 'installing packages (about a minute the first time)',
    command,
    args: [...before, 'ci', '--no-audit', '--no-fund'],
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
    throw new Error('npm ci has finished, yet node_modules does not hold what the lockfile says');
}

/** Whether node_modules holds the lockfile's packages; optional ones of other platforms may be missing. */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (found === undefined && !entry.optional) return false;
    if (found !== undefined && (found.version !== entry.version || found.integrity !== entry.integrity))
      return false;
    if (entry.link && !existsSync(join(root, path, 'package.json'))) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that runs this start, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script))
    return [process.execPath, [script]];
  return ['npm', []];
}

/** A cache of its own for an account whose usual one it cannot write, as with a home that does not exist. */
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
