import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Engine } from './engine.js';
import {
  APPS,
  CONTENT_SCRIPT,
  type Content,
  configErrors,
  contentErrors,
  LAYER_MAX_BYTES,
} from './image-checks.js';
import { output, run } from './programs.js';
import { imageOf, Report, throwIfAny } from './report.js';
import { runSystem } from './run-system.js';
import { buildStandIn, STAND_IN } from './stand-in.js';
import { installTools, reasonAgainst } from './tools.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HELP = `npm run images -- [--install] [--base IMAGE] [--folder DIR] [--npmrc FILE]

  --install      installs buildah, podman, runc and debootstrap into this system first (Debian or Ubuntu, as root)
  --base IMAGE   an image of Node that is already in the storage, instead of the stand-in that is built here
  --folder DIR   where images and logs are stored, about 4 GB; default .flowforge/images
  --npmrc FILE   settings of npm for the build; default: the registry and the authorities that npm uses here
`;

/**
 * Builds the images and runs them. Prints a line for each step; the last line says what ran, what was skipped, and the verdict.
 *
 * @returns whether nothing failed; a machine that cannot build images counts as skipped
 */
export async function images(args: string[], print: (line: string) => void): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      install: { type: 'boolean' },
      base: { type: 'string' },
      folder: { type: 'string' },
      npmrc: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    print(HELP);
    return true;
  }
  if (values.install === true) await installTools(print);
  const reason = reasonAgainst();
  if (reason !== undefined) {
    print(`SKIPPED  everything: ${reason}`);
    print(`images: nothing was built and nothing ran; 1 SKIPPED: ${reason}; verdict: NOT VERIFIED`);
    return true;
  }
  const folder = values.folder ?? join(ROOT, '.flowforge/images');
  const report = new Report(print);
  try {
    await verify(new Engine(folder), report, { folder, ...values });
  } catch {
    // The report has it. The steps after it need what failed.
  }
  return report.end();
}

async function verify(
  engine: Engine,
  report: Report,
  options: { folder: string; base?: string | undefined; npmrc?: string | undefined },
): Promise<void> {
  const base = options.base ?? STAND_IN;
  mkdirSync(options.folder, { recursive: true });
  if (options.base === undefined) {
    await report.step('base', async () => {
      await buildStandIn(engine, options.folder);
      return 'stand-in for the base';
    });
    report.skip(
      'the published base image, because the images stand on a stand-in of Debian with Node from npm',
    );
  }
  const npmrc = options.npmrc ?? (await npmSettings(options.folder));
  const revision = (await run('git', ['-C', ROOT, 'rev-parse', 'HEAD'])).stdout.trim() || 'unknown';
  const { bytes: baseBytes } = await engine.inspectImage(base);
  for (const app of APPS) {
    await report.step(`image of ${app}`, async () => {
      const buildArgs = { NODE_IMAGE: base, APP: app, REVISION: revision };
      await engine.build(ROOT, imageOf(app), buildArgs, {
        npmrc,
        logFile: join(options.folder, `build-${app}.log`),
      });
      const { config, bytes } = await engine.inspectImage(imageOf(app));
      const content: Content = JSON.parse(await engine.runOnce(imageOf(app), ['node', '-e', CONTENT_SCRIPT]));
      const megabytes = `${((bytes - baseBytes) / 1e6).toFixed(1)} MB`;
      throwIfAny([
        ...configErrors(app, config, revision),
        ...contentErrors(content),
        ...(bytes - baseBytes > LAYER_MAX_BYTES
          ? [`${megabytes} are more than ${LAYER_MAX_BYTES / 1e6} MB`]
          : []),
      ]);
      return `${app} ${megabytes}, ${content.installed.length} packages`;
    });
  }
  await runSystem(engine, report);
}

/** A file for npm in the build: which registry, and which authorities it trusts. No password is in it. */
async function npmSettings(folder: string): Promise<string> {
  const keys = ['registry', 'cafile'];
  const values = await Promise.all(
    keys.map(async (key) => (await output('npm', ['config', 'get', key])).trim()),
  );
  const file = join(folder, 'npmrc');
  const lines = keys
    .map((key, index) => `${key}=${values[index]}\n`)
    .filter((line) => !/=(null|undefined)?\n$/.test(line));
  writeFileSync(file, lines.join(''));
  return file;
}
