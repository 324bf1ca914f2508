import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTs, { astToString } from 'openapi-typescript';

/** Writes `<service>.ts` with the types of each service's routes beside its OpenAPI document in `folder`. */
export async function writeClientTypes(folder) {
  for (const service of ['conversations', 'registry', 'delivery']) {
    const document = JSON.parse(readFileSync(join(folder, `${service}.json`), 'utf8'));
    const types = astToString(await openapiTs(document, { rootTypes: false }));
    writeFileSync(join(folder, `${service}.ts`), types);
  }
}
