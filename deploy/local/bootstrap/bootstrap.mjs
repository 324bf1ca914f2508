import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from './lock.mjs';
import { HELP, readOptions } from './options.mjs';
import { prepare } from './prepare.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** From the command line to the compiled launcher: one start per folder, everything installed and built. */
export async function bootstrap(args) {
  const { options, complaint } = readOptions(args);
  if (complaint !== undefined) fail(`${complaint}\n\n${HELP}`);
  if (options.help) return console.log(HELP);

  // A reader of our output that goes away must not take the servers down half-way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const instance = takeInstance();
  process.once('exit', instance.release);
  const endEarly = () => {
    say('stopped');
    process.exit(130);
  };
  process.on('SIGINT', endEarly).on('SIGTERM', endEarly);
  try {
    await prepare({ root, projects: ['deploy/local'], say });
    const { launch } = await import(join(root, 'deploy/local/dist/main.js'));
    process.off('SIGINT', endEarly).off('SIGTERM', endEarly);
    await launch({ root, replicas: options.replicas, reset: options.reset });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function takeInstance() {
  let taken;
  try {
    taken = tryLock(join(root, '.flowforge/instance.lock'));
  } catch (error) {
    fail(`Flowforge cannot write in ${root}/.flowforge: ${error.message}`);
  }
  if (taken.owner === undefined) {
    // Of a run that was killed: nobody may take it for this one.
    rmSync(join(root, '.flowforge/run.json'), { force: true });
    return taken;
  }
  const where = publicUrl();
  fail(
    where === undefined
      ? `Flowforge is already starting in this folder (process ${taken.owner}).`
      : `Flowforge already runs in this folder (process ${taken.owner}): ${where}`,
  );
}

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
