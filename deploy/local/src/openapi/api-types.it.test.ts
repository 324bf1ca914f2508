import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CHECKOUT = new URL('../../../../', import.meta.url);

interface ApiTypesModule {
  writeApiTypes: (root: string, services: string[], folder: string) => Promise<boolean>;
}
const { writeApiTypes }: ApiTypesModule = await import(new URL('build/api-types.mjs', CHECKOUT).href);

/** A checkout whose services have one field each. */
let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'flowforge-api-types-'));
  symlinkSync(fileURLToPath(new URL('node_modules', CHECKOUT)), join(root, 'node_modules'));
  mkdirSync(join(root, 'deploy/local/src/openapi'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(root, 'deploy/local/tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...{ composite: true, rootDir: 'src', outDir: 'dist', types: ['node'] },
        ...{ target: 'es2022', module: 'nodenext', strict: true },
      },
      include: ['src'],
    }),
  );
});
after(() => rmSync(root, { recursive: true, force: true }));

function writeSource(type: string, field: string): void {
  const document = {
    openapi: '3.0.0',
    info: { title: 'test', version: '1' },
    paths: {},
    components: { schemas: { Thing: { type: 'object', properties: { [field]: { type: 'string' } } } } },
  };
  writeFileSync(
    join(root, 'deploy/local/src/openapi/write-documents.ts'),
    `import { mkdirSync, writeFileSync } from 'node:fs';
     mkdirSync(process.argv[2], { recursive: true });
     const document: ${type} = ${JSON.stringify(document)};
     for (const name of ['conversations', 'registry', 'delivery'])
       writeFileSync(\`\${process.argv[2]}/\${name}.json\`, JSON.stringify(document));`,
  );
}

const generate = async (): Promise<string> => {
  await writeApiTypes(root, ['registry'], join(root, 'generated'));
  return readFileSync(join(root, 'generated/registry.ts'), 'utf8');
};

test('the types come from the sources as they are now, also when a compiled file is older; what does not compile is refused', async () => {
  writeSource('object', 'colour');
  assert.match(await generate(), /colour\?: string/);
  writeSource('object', 'size');
  const types = await generate();
  assert.match(types, /size\?: string/);
  assert.doesNotMatch(types, /colour/);
  writeSource('number', 'shape');
  await assert.rejects(generate(), /the services do not compile/);
  writeSource('object', 'shape');
  assert.match(await generate(), /shape\?: string/);
});
