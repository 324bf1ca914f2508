// Writes the OpenAPI document of each service into a folder: node write-documents.js <folder>
import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocuments } from './documents.js';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node write-documents.js <folder>');
mkdirSync(folder, { recursive: true });
for (const [service, document] of Object.entries(await openApiDocuments())) {
  writeFileSync(join(folder, `${service}.json`), `${JSON.stringify(document, null, 1)}\n`);
}
