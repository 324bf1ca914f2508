import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Manifest, parseManifests } from './manifests.js';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const FOLDER = join(ROOT, 'deploy/kubernetes');
/** How long a program may run, in milliseconds. */
export const PROGRAM_MAX_MS = 60_000;

/** A program that renders a kustomization. */
interface Renderer {
  /** Such as `kubectl (Kustomize v5.5.0)`. */
  name: string;
  render: (folder: string) => Manifest[];
}

/** `kubectl` of 1.27 or newer, or `kustomize` of 5 or newer; undefined where there is none. */
export function findRenderer(): Renderer | undefined {
  const kubectl = output('kubectl', ['version', '--client']);
  const [, minor = '0'] = /Client Version: v1\.(\d+)/.exec(kubectl) ?? [];
  if (Number(minor) >= 27) {
    const [version = ''] = /Kustomize.*v[\d.]+/.exec(kubectl) ?? [];
    return {
      name: `kubectl (${version.replace(' Version:', '')})`,
      render: (folder) => run('kubectl', ['kustomize', folder]),
    };
  }
  const version = output('kustomize', ['version']).trim();
  if (!/^v([5-9]|\d\d)\./.test(version)) return undefined;
  return { name: `kustomize ${version}`, render: (folder) => run('kustomize', ['build', folder]) };
}

const PRODUCTION = join(FOLDER, 'overlays/production');
const COMPONENTS = '../../components/';

function readProduction(): { resources: string[]; components: string[] } {
  return parse(readFileSync(join(PRODUCTION, 'kustomization.yaml'), 'utf8'));
}

/** The names of the components that the overlay production has. */
export function componentsOfProduction(): string[] {
  return readProduction().components.map((path) => path.replace(COMPONENTS, ''));
}

/** A patch of a kustomization. */
export interface Patch {
  target: { kind: string; name?: string };
  patch: string;
}

/** The patches that the overlay production has as comments. */
export function examplePatches(): Patch[] {
  const text = readFileSync(join(PRODUCTION, 'kustomization.yaml'), 'utf8');
  const list = text.slice(text.indexOf('\n# patches:\n'));
  const { patches }: { patches: Patch[] } = parse(list.replaceAll(/^# /gm, ''));
  return patches;
}

/** The overlay production with these components instead of its own, and with these patches, rendered. */
export function renderProduction(
  renderer: Renderer,
  components: readonly string[],
  patches: readonly Patch[] = [],
): Manifest[] {
  const overlay = readProduction();
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-kustomize-'));
  const from = (path: string): string => relative(folder, join(PRODUCTION, path));
  const changed = {
    ...overlay,
    resources: overlay.resources.map(from),
    components: components.map((name) => from(`${COMPONENTS}${name}`)),
    patches,
  };
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(changed));
    return renderer.render(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The Secrets that the command of an overlay prints. */
export function createdSecrets(overlay: 'dev' | 'production'): Manifest[] {
  const script = join(FOLDER, 'overlays', overlay, 'create-secrets.mjs');
  const { stdout, status } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    timeout: PROGRAM_MAX_MS,
  });
  if (status !== 0) throw new Error('create-secrets.mjs failed');
  const list: { items: Manifest[] } = JSON.parse(stdout);
  return list.items;
}

/** What a program prints; empty when it is not there, fails, or runs longer than a minute. */
export function output(command: string, args: readonly string[]): string {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8', timeout: PROGRAM_MAX_MS });
  return status === 0 ? stdout : '';
}

function run(command: string, args: readonly string[]): Manifest[] {
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1e8,
    timeout: PROGRAM_MAX_MS,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return parseManifests(stdout);
}
