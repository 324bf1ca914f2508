import type { Lockfile, Manifest, Project } from './projects.js';

const OURS = '@flowforge/';
/** Packages that a project needs although it does not import them, with the reason. */
const NEEDED_OTHERWISE: Readonly<Record<string, string>> = {
  '@flowforge/console': 'the launcher starts its main.js',
  '@fastify/static': '@nestjs/swagger serves its page with it',
  'axe-core': 'the browser tests load its script by path',
  'reflect-metadata': 'decorators need it',
};
/** Two copies of one of these would not know each other's classes, decorators, registries or connections. */
const ONE_COPY =
  /^(@nestjs\/.+|@nats-io\/.+|@fastify\/static|class-transformer|class-validator|fastify|pg|pino|prom-client|react|react-dom|reflect-metadata|rxjs|typeorm)$/;
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** An import of a package that the project does not declare, or that it declares for its tests only. */
export function undeclaredImports({ folder, manifest, imports }: Project): string[] {
  const production = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const all = { ...production, ...manifest.devDependencies };
  const missing = (found: ReadonlyMap<string, string>, declared: object, section: string): string[] =>
    [...found]
      .filter(([name]) => name !== manifest.name && !(name in declared))
      .map(([name, file]) => `${folder}: ${file} imports ${name}, which is not in its ${section}`);
  return [
    ...missing(imports.production, production, 'dependencies'),
    ...missing(imports.development, all, 'dependencies or devDependencies'),
  ];
}

/** A package that is declared and not used, or that is in `dependencies` although only tests import it. */
export function unusedDeclarations({ folder, manifest, imports }: Project): string[] {
  const isUsed = (name: string): boolean => imports.production.has(name) || name in NEEDED_OTHERWISE;
  const production = Object.keys(manifest.dependencies ?? {}).filter((name) => !isUsed(name));
  const development = Object.keys(manifest.devDependencies ?? {}).filter(
    (name) => !imports.development.has(name) && !(name in NEEDED_OTHERWISE),
  );
  return [
    ...production.map((name) => `${folder}: no file that runs in production imports ${name}`),
    ...development.map((name) => `${folder}: no test imports ${name}, or other files do too`),
  ];
}

/** A version that is not exact, and a package with two versions. Packages of ours have `*`. */
export function versionErrors(manifests: readonly Manifest[]): string[] {
  const seen = new Map<string, string>();
  return manifests.flatMap((manifest) =>
    Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }).flatMap(([name, version]) => {
      if (name.startsWith(OURS)) return version === '*' ? [] : [`${manifest.name}: ${name} must have *`];
      const other = seen.get(name) ?? version;
      seen.set(name, other);
      if (other !== version) return [`${manifest.name}: ${name} is ${version}, elsewhere ${other}`];
      return EXACT.test(version.replace(/^npm:.+@/, ''))
        ? []
        : [`${manifest.name}: ${name} is not exact: ${version}`];
    }),
  );
}

/** What the root must leave to the projects: packages that run in production, and overrides of a project, which npm ignores. */
export function misplaced(root: Manifest, projects: readonly Manifest[]): string[] {
  return [
    ...Object.keys({ ...root.dependencies, ...root.optionalDependencies }).map(
      (name) => `the root declares ${name}; it has tools only, as devDependencies`,
    ),
    ...projects
      .filter(({ overrides }) => overrides !== undefined)
      .map(({ name }) => `${name} has overrides; npm reads those of the root only`),
  ];
}

/** A package with two copies of which there must be one, and a download address, which ties the lockfile to one registry. */
export function lockfileErrors({ packages }: Lockfile): string[] {
  const copies = new Map<string, string[]>();
  for (const [path, { link }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (link !== true && ONE_COPY.test(name)) copies.set(name, [...(copies.get(name) ?? []), path]);
  }
  return [
    ...[...copies.values()]
      .filter((paths) => paths.length > 1)
      .map((paths) => `two copies: ${paths.join(', ')}`),
    ...Object.entries(packages)
      .filter(([, { link, resolved }]) => link !== true && resolved !== undefined)
      .map(([path]) => `${path} has a download address`),
  ];
}
