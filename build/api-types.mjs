// The types of the services' routes, for the builds of the console and the widget:
//
//   controllers → OpenAPI documents → types
//
// The services are compiled first, because the documents come from compiled files and their stamp from the sources: else a file that is older than its
// source would leave old types under the stamp of the new source. The documents and their types are kept in `build/generated`, so the second build
// makes none again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTs, { astToString } from 'openapi-typescript';
import { apiHash } from './api-inputs.mjs';
import { readStamp, saveStamp } from './stamp.mjs';

const SERVICES = ['conversations', 'registry', 'delivery'];

/**
 * Writes `<service>.ts` into `folder` for each of `services`.
 *
 * @returns whether a file in `folder` has changed
 */
export async function writeApiTypes(root, services, folder) {
  const generated = join(root, 'build/generated');
  await generate(root, generated);
  mkdirSync(folder, { recursive: true });
  const changed = services
    .map((service) => `${service}.ts`)
    .filter((name) => textOf(join(generated, name)) !== textOf(join(folder, name)));
  for (const name of changed) writeFileSync(join(folder, name), textOf(join(generated, name)));
  return changed.length > 0;
}

/** Makes the documents again when their inputs have changed, and the types of those documents that have changed. */
async function generate(root, folder) {
  const stamp = join(folder, 'stamp.json');
  const hash = apiHash(root);
  const isThere = SERVICES.every((service) => existsSync(join(folder, `${service}.ts`)));
  if (isThere && readStamp(stamp).api === hash) return;
  const document = (service) => join(folder, `${service}.json`);
  const before = SERVICES.map((service) => textOf(document(service)));
  const run = (error, script, ...args) => {
    const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(error);
  };
  run('the services do not compile', 'node_modules/@typescript/native7/bin/tsc', '-b', 'deploy/local');
  run('the OpenAPI documents could not be made', 'deploy/local/dist/openapi/write-documents.js', folder);
  for (const [index, service] of SERVICES.entries()) {
    const text = textOf(document(service));
    if (isThere && text === before[index]) continue;
    const types = astToString(await openapiTs(JSON.parse(text), { rootTypes: false }));
    writeFileSync(join(folder, `${service}.ts`), types);
  }
  saveStamp(stamp, { api: hash });
}

/** The content of a file; empty when there is none. */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
