import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { output } from './programs.js';

/** Debian packages with the programs that build and run the images here. */
const PACKAGES = ['buildah', 'podman', 'runc', 'debootstrap', 'uidmap'];
const PROGRAMS = ['buildah', 'podman', 'runc', 'debootstrap'];
const INSTALL_MAX_MS = 10 * 60_000;

/** Why the images cannot be built here; undefined when they can. */
export function reasonAgainst(): string | undefined {
  if (process.platform !== 'linux') return 'containers without a daemon need Linux';
  if (process.getuid?.() !== 0)
    return 'containers without a daemon need root here; run it as root, or in a virtual machine';
  const missing = PROGRAMS.filter((name) => !isOnPath(name));
  if (missing.length === 0) return undefined;
  const canInstall = isOnPath('apt-get');
  return (
    `${missing.join(', ')} not installed; ` +
    (canInstall
      ? `\`npm run images -- --install\` runs: apt-get install ${PACKAGES.join(' ')}`
      : 'install them with the package manager of this system')
  );
}

/** Installs what is missing into the system, on Debian and Ubuntu as root. Elsewhere it does nothing. */
export async function installTools(print: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0 || !isOnPath('apt-get') || PROGRAMS.every(isOnPath)) return;
  print(`installing into the system: ${PACKAGES.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await output('apt-get', ['update', '-qq'], { maxMs: INSTALL_MAX_MS, env });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES];
  await output('apt-get', install, { maxMs: INSTALL_MAX_MS, env });
}

function isOnPath(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, name)));
}
