import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { output } from './programs.js';
import type { Engine } from './engine.js';

/** The release of Node in the stand-in. npm has it as a package, so it comes from the registry that the checkout is installed from. */
const NODE_VERSION = '24.21.0';
const DEBIAN = 'bookworm';
const BASE_MAX_MS = 10 * 60_000;

/** Name of the stand-in for the published base image. */
export const STAND_IN = `localhost/flowforge-node-stand-in:${NODE_VERSION}`;

/**
 * Builds a base image where no registry of images can be reached: Debian by debootstrap, with Node and npm. It is not the published
 * base: it has other packages, and Node in another build. Does nothing when it is there already.
 *
 * @param folder for the files on the way
 */
export async function buildStandIn(engine: Engine, folder: string): Promise<void> {
  if (await engine.hasImage(STAND_IN)) return;
  const rootfs = join(folder, 'rootfs');
  rmSync(rootfs, { recursive: true, force: true });
  mkdirSync(rootfs, { recursive: true });
  const mirror = mirrorOf();
  const bootstrap = [
    '--variant=minbase',
    '--include=ca-certificates',
    DEBIAN,
    rootfs,
    ...(mirror ? [mirror] : []),
  ];
  await output('debootstrap', bootstrap, { maxMs: BASE_MAX_MS });
  cpSync(await nodeBinary(folder), join(rootfs, 'usr/local/bin/node'));
  const npm = join(rootfs, 'usr/local/lib/node_modules/npm');
  cpSync(await npmFolder(), npm, { recursive: true, verbatimSymlinks: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(rootfs, 'usr/local/bin/npm'));
  await engine.importFolder(rootfs, STAND_IN);
  rmSync(rootfs, { recursive: true, force: true });
}

/** The mirror that this Debian installs from; undefined on another system, where debootstrap has its own default. */
function mirrorOf(): string | undefined {
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined;
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const texts = files
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
  return /^(?:URIs:|deb)\s+(https?:\S+\/debian)\/?(?:\s|$)/m.exec(texts.join('\n'))?.[1];
}

/** This process's own Node if it has the right release; otherwise that of the package on npm. */
async function nodeBinary(folder: string): Promise<string> {
  if (process.versions.node === NODE_VERSION) return process.execPath;
  const platform = `node-linux-${process.arch}`;
  const binary = join(folder, 'node/node_modules', platform, 'bin/node');
  if (!existsSync(binary)) {
    const target = join(folder, 'node');
    mkdirSync(target, { recursive: true });
    const install = [
      'install',
      '--prefix',
      target,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ];
    await output('npm', [...install, `${platform}@${NODE_VERSION}`], { maxMs: BASE_MAX_MS });
  }
  return binary;
}

/** The folder of the npm that runs this script, or of the one on PATH. */
async function npmFolder(): Promise<string> {
  const script = process.env['npm_execpath'];
  if (script !== undefined && script.endsWith('npm-cli.js')) return dirname(dirname(script));
  return join((await output('npm', ['root', '--global'])).trim(), 'npm');
}
