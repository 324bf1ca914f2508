import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ownerOf } from '@flowforge/console/upstream/owner';
import { eventSubject } from '@flowforge/contracts/events/envelope';
import { EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { ROUTING_CHANGE_KINDS, routingSubject } from '@flowforge/contracts/routing/change';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { EVENT_TYPES, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCUMENTS = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** The services to which delivery sends settlements. */
const SETTLED_SERVICES = ['conversations', 'registry'] as const;
/** Maximum length of ARCHITECTURE.md, so that it can be read in ten minutes. */
const ARCHITECTURE_LINES = 200;
const TABLE_CELL_CHARACTERS = 120;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All files below a folder, as paths relative to the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

/** The cells of one line of a Markdown table. */
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The cells of each row of the table whose header starts with these cells. */
function table(document: string, ...head: string[]): string[][] {
  const lines = read(document).split('\n');
  const start = lines.findIndex((line) => head.every((cell, index) => cells(line)[index] === cell));
  assert.ok(start >= 0, `${document} has no table with the header ${head.join(', ')}`);
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map(cells);
}

const quoted = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');

const withoutFences = (text: string): string => text.replaceAll(/^```.*?^```/gms, '');

/** An import of the class `Database`, which sets no workspace. */
const DATABASE_IMPORT =
  /^import (?:type )?\{[^}]*\bDatabase\b[^}]*\} from '(?:@flowforge\/postgres\/|\.\/)database(?:\.js)?';/m;

describe('the tables of the documents', () => {
  test('list every file that uses SQL without a workspace', () => {
    const rows = table('docs/sql-across-workspaces.md', 'file', 'for').map(([file]) => quoted(file)[0]);
    const files = ['apps', 'libs'].flatMap((folder) =>
      filesBelow(folder).filter(
        (file) =>
          /^\w+\/[\w-]+\/src\/.*(?<!\.(?:test|testing))\.ts$/.test(file) && DATABASE_IMPORT.test(read(file)),
      ),
    );
    assert.deepEqual(rows, files.sort());
  });

  test('list every event with its subject, schema and payload versions', () => {
    const rows = table('docs/messages.md', 'type', 'subject', 'schema file').map((row) => row.map(quoted));
    const expected = EVENT_TYPES.map((type) => [type, eventSubject(type, EXAMPLE_EVENTS[type].version)]);
    assert.deepEqual(
      rows.map(([type, subject]) => [type?.[0], subject?.[0]]),
      expected,
    );
    for (const [type, , file, versions] of rows) {
      assert.ok(
        read(file?.[0] ?? '').includes(`envelopeV1(\n  '${type?.[0]}'`),
        `${file?.[0]} of ${type?.[0]}`,
      );
      assert.deepEqual(versions, [...PAYLOAD_VERSIONS]);
    }
  });

  test('list every routing change with its subject and schema', () => {
    const rows = table('docs/messages.md', 'kind', 'subject', 'schema file').map((row) =>
      row.map((cell) => quoted(cell)[0]),
    );
    assert.deepEqual(
      rows.map(([kind, subject]) => [kind, subject]),
      ROUTING_CHANGE_KINDS.map((kind) => [kind, routingSubject(kind, 1)]),
    );
    for (const [kind, , file] of rows)
      assert.ok(read(file ?? '').includes(`routingChangeV1('${kind}'`), file);
  });

  test('list every request with its contract', async () => {
    const contracts = filesBelow('libs/contracts/src/requests').filter(
      (file) => !file.endsWith('.test.ts') && !file.endsWith('/contract.ts'),
    );
    const rows = table('docs/messages.md', 'subject', 'asked by').map((row) => [
      quoted(row[0])[0],
      quoted(row[2])[0],
    ]);
    const expected = contracts.map((file) => {
      const [, name] = /name: '([a-z-]+)'/.exec(read(file)) ?? [];
      const [, service] = /service: '([a-z-]+)'/.exec(read(file)) ?? [];
      return [`${service}.${name}`, file];
    });
    assert.deepEqual(rows.sort(), expected.sort());
  });

  test('list every signal with its contract', () => {
    const contracts = filesBelow('libs/contracts/src/signals').filter(
      (file) => !file.endsWith('.test.ts') && !file.endsWith('/signal.ts'),
    );
    const rows = table('docs/messages.md', 'subject', 'from, to').map((row) => quoted(row[2])[0]);
    assert.deepEqual([...new Set(rows)].sort(), contracts.sort());
    const subjects = table('docs/messages.md', 'subject', 'from, to').map(([subject]) => quoted(subject)[0]);
    for (const service of SETTLED_SERVICES) assert.ok(subjects.includes(settlementSubject(service)), service);
  });

  test('list every folder of delivery', () => {
    const folders = readdirSync(join(ROOT, 'apps/delivery/src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const rows = table('docs/protocols.md', 'folder', 'what it does').map(([folder]) => quoted(folder)[0]);
    assert.deepEqual(rows.sort(), folders.sort());
  });

  test('list every API prefix with a route, and the owner that the front door sends it to', () => {
    const built = new Map<string, string>();
    for (const file of filesBelow('apps').filter((path) => /\/src\/.*\.controller\.ts$/.test(path))) {
      for (const [, prefix] of read(file).matchAll(/@Controller\('(v1\/[a-z-]+)/g)) {
        built.set(`/${prefix}`, file.split('/')[1] ?? '');
      }
    }
    const documented = new Map(
      table('ARCHITECTURE.md', 'prefix', 'owner').map(([prefix, owner]) => [
        quoted(prefix)[0] ?? '',
        owner ?? '',
      ]),
    );
    assert.deepEqual([...documented].sort(), [...built].sort());
    for (const [prefix, owner] of documented) assert.equal(ownerOf(prefix), owner, prefix);
  });

  test('list every file suffix of the apps', () => {
    const documented = table('ARCHITECTURE.md', 'suffix', 'what it is').flatMap(([suffix]) => quoted(suffix));
    const used = new Set(
      filesBelow('apps')
        .filter((path) => /^apps\/[a-z]+\/src\/.*\.ts$/.test(path))
        .map((path) => (path.split('/').at(-1) ?? '').replace(/^[^.]*/, '')),
    );
    for (const suffix of used) if (suffix !== '.ts') assert.ok(documented.includes(suffix), suffix);
  });

  test('list a check for each of the invariants, which are numbered, or say that there is none yet', () => {
    const sections = read('docs/invariants.md').split(/^## /m).slice(1);
    assert.ok(sections.length >= 14);
    assert.deepEqual(
      sections.map((section) => Number.parseInt(section, 10)),
      Array.from({ length: sections.length }, (_, index) => index + 1),
    );
    for (const section of sections) {
      const checks = quoted(section).filter((text) => text.endsWith('.test.ts'));
      assert.ok(checks.length > 0 || section.includes('Not yet'), section.split('\n')[0]);
    }
  });

  test('are in an ARCHITECTURE.md of at most 200 lines', () => {
    assert.ok(read('ARCHITECTURE.md').split('\n').length <= ARCHITECTURE_LINES);
  });
});

for (const document of DOCUMENTS) {
  describe(document, () => {
    test('names only files that exist', () => {
      const names = quoted(withoutFences(read(document)));
      const inFolders = names.filter((name) =>
        /^(apps|libs|deploy|test|docs|lint|\.ci|\.github)\/[\w./-]+$/.test(name),
      );
      const atTheRoot = names.filter((name) => /^[\w.-]+\.(md|json|mjs)$/.test(name) || name === 'LICENSE');
      const inCommands = [...read(document).matchAll(/\bnode ((?:test|deploy|node_modules)\/[\w./-]+)/g)].map(
        ([, path]) => path ?? '',
      );
      for (const path of [...inFolders, ...atTheRoot, ...inCommands]) {
        assert.ok(existsSync(join(ROOT, path)), path);
      }
    });

    test('names only scripts of package.json', () => {
      const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
      for (const [, name] of read(document).matchAll(/\bnpm run ([a-z][\w:-]*)/g)) {
        assert.ok(name !== undefined && name in scripts, name);
      }
    });

    test('links only to files that exist', () => {
      for (const [, target] of read(document).matchAll(/\]\(([^)#:]+)\)/g)) {
        assert.ok(existsSync(join(ROOT, dirname(document), target ?? '')), target);
      }
    });

    test('has no table cell of more than 120 characters', () => {
      for (const line of withoutFences(read(document))
        .split('\n')
        .filter((text) => text.startsWith('|'))) {
        for (const cell of cells(line)) assert.ok(cell.length <= TABLE_CELL_CHARACTERS, cell);
      }
    });
  });
}
