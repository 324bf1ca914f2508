import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder } from '../build/inputs.mjs';
import { tryLock } from './lock.mjs';
import { HELP, readOptions } from './options.mjs';
import { BROWSER_BUILDS, BUNDLES, prepare } from './prepare.mjs';
import { settingsError } from './settings.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Reads the command line, checks the settings, takes the lock that allows one run per folder, installs and builds what is missing, and calls the
 * launcher. Prints an error and exits with 1 when one of these fails.
 */
export async function bootstrap(args) {
  const { options, error } = readOptions(args);
  if (error !== undefined) fail(`${HELP}\n\n${error}`);
  if (options.help) return console.log(HELP);
  const wrongSetting = await settingsError(process.env);
  if (wrongSetting !== undefined) fail(wrongSetting);

  // When the reader of the output ends (`npm start | head`), writing fails. That must not end the launcher without a shutdown.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const lock = lockFolder();
  process.once('exit', lock.release);
  const stopEarly = () => {
    say('stopped');
    process.exit(130);
  };
  process.on('SIGINT', stopEarly).on('SIGTERM', stopEarly);
  try {
    await prepare({ root, projects: ['deploy/local'], builds: [...BROWSER_BUILDS, BUNDLES], say });
    const bundles = bundleFolder(root);
    const { launch } = await import(join(bundles, 'deploy/local/dist/main.js'));
    // A signal that came during the import is delivered here. Later nobody would listen for it.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly);
    await launch({ root, bundles, replicas: options.replicas, reset: options.reset });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** Allows one run per folder. Prints where the other run is and exits with 1 when there is one. */
function lockFolder() {
  let lock;
  try {
    lock = tryLock(join(root, '.flowforge/instance.lock'));
  } catch (error) {
    fail(
      `Flowforge cannot create its lock file: ${error.message}\n` +
        `Make sure that this account may write to ${root}/.flowforge, then start again.`,
    );
  }
  if (lock.owner === undefined) {
    // A killed run leaves its run.json. Deleted, so that no script uses its addresses.
    rmSync(join(root, '.flowforge/run.json'), { force: true });
    return lock;
  }
  const url = publicUrl();
  fail(
    url === undefined
      ? `Flowforge is already starting in this folder (process ${lock.owner}). Wait until it prints its address.`
      : `Flowforge already runs in this folder (process ${lock.owner}): ${url}\n.flowforge/run.json has its addresses and the link to sign in. Press Ctrl-C in its terminal to stop it.`,
  );
}

/** The address of the run in this folder; undefined while it is still starting. */
function publicUrl() {
  try {
    return JSON.parse(readFileSync(join(root, '.flowforge/run.json'), 'utf8')).public_url;
  } catch {
    return undefined;
  }
}

function say(line) {
  console.log(line);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
