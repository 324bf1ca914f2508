import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, nameOf } from './manifests.js';
import { PROGRAM_MAX_MS, ROOT } from './render.js';

/** The packages with the schemas of custom resources, by API group. */
const PACKAGES: Record<string, string> = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

function moduleOf({ apiVersion, kind }: Manifest): string {
  const [group = ''] = apiVersion.split('/');
  return `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/**
 * Checks objects against the schemas of their kinds, and refuses fields that a schema does not have. The validators of the schemas
 * ignore unknown fields, so each object also becomes a typed constant that the TypeScript compiler checks.
 *
 * @returns one text for each error, which begins with kind and name
 */
export async function schemaErrors(objects: readonly Manifest[]): Promise<string[]> {
  const errors = await Promise.all(objects.map((object) => validatorErrors(object)));
  return [...errors.flat(), ...unknownFields(objects)];
}

interface Model {
  validate: () => void;
}

async function validatorErrors(object: Manifest): Promise<string[]> {
  const title = `${object.kind} ${nameOf(object)}`;
  try {
    const models: Record<string, new (data: Manifest) => Model> = await import(moduleOf(object));
    const ModelClass = models[object.kind];
    if (ModelClass === undefined) return [`${title}: no schema`];
    new ModelClass(object).validate();
    return [];
  } catch (error) {
    return [`${title}: ${error instanceof Error ? error.message : 'unknown error'}`];
  }
}

/** One constant in a line: the compiler reports the number of the line, which gives the object. */
function unknownFields(objects: readonly Manifest[]): string[] {
  const parent = join(ROOT, 'test/dist/kubernetes');
  mkdirSync(parent, { recursive: true });
  // Below the checkout, so that the packages are found.
  const folder = mkdtempSync(join(parent, 'schemas-'));
  const lines = objects.map(
    (object, index) =>
      `export const object${index}: import(${JSON.stringify(moduleOf(object))}).I${object.kind} = ${JSON.stringify(object)};`,
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: [],
  };
  try {
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['objects.ts'] }));
    const tsc = join(ROOT, 'node_modules/@typescript/native7/bin/tsc');
    const { stdout, status, error } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: PROGRAM_MAX_MS,
    });
    const errors = stdout.split('\n').flatMap((text) => {
      const [, line, message] = /objects\.ts\((\d+),\d+\): error \w+: (.*)/.exec(text) ?? [];
      const object = line === undefined ? undefined : objects[Number(line) - 1];
      return object === undefined ? [] : [`${object.kind} ${nameOf(object)}: ${message}`];
    });
    if (status !== 0 && errors.length === 0) return [`the compiler failed: ${error?.message ?? stdout}`];
    return errors;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
