import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ownerOf } from '@flowforge/console/upstream/owner';
import { eventSubject } from '@flowforge/contracts/events/envelope';
import { EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { ROUTING_CHANGE_KINDS, routingSubject } from '@flowforge/contracts/routing/change';
import { API_KEY_REVOKED_SUBJECT } from '@flowforge/contracts/signals/api-key-revoked';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { EVENT_TYPES, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'] as const;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Files below a folder, by their path from the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

/** The rows, as cells, of the table in ARCHITECTURE.md whose head begins with these cells. */
function table(...head: string[]): string[][] {
  const lines = read('ARCHITECTURE.md').split('\n');
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const start = lines.findIndex((line) => head.every((cell, index) => cells(line)[index] === cell));
  assert.ok(start >= 0, `ARCHITECTURE.md has no table that begins ${head.join(', ')}`);
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

describe('the tables of ARCHITECTURE.md', () => {
  test('name every event, with its subject, its schema and every payload version', () => {
    const rows = table('type', 'subject', 'schema file').map((row) => row.map(quoted));
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

  test('name every routing change, with its subject and its schema', () => {
    const rows = table('kind', 'subject', 'schema file').map((row) => row.map((cell) => quoted(cell)[0]));
    assert.deepEqual(
      rows.map(([kind, subject]) => [kind, subject]),
      ROUTING_CHANGE_KINDS.map((kind) => [kind, routingSubject(kind, 1)]),
    );
    for (const [kind, , file] of rows)
      assert.ok(read(file ?? '').includes(`routingChangeV1('${kind}'`), file);
  });

  test('name every request, with its contract', async () => {
    const contracts = filesBelow('libs/contracts/src/requests').filter(
      (file) => !file.endsWith('.test.ts') && !file.endsWith('/contract.ts'),
    );
    const rows = table('subject', 'asked by').map((row) => [quoted(row[0])[0], quoted(row[2])[0]]);
    const expected = contracts.map((file) => {
      const [, name] = /name: '([a-z-]+)'/.exec(read(file)) ?? [];
      const [, service] = /service: '([a-z-]+)'/.exec(read(file)) ?? [];
      return [`${service}.${name}`, file];
    });
    assert.deepEqual(rows.sort(), expected.sort());
  });

  test('name every signal of the contracts', () => {
    const subjects = table('subject', 'from, to').map(([subject]) => quoted(subject)[0]);
    const expected = [
      settlementSubject('conversations'),
      settlementSubject('registry'),
      API_KEY_REVOKED_SUBJECT,
    ];
    for (const subject of expected) assert.ok(subjects.includes(subject), subject);
  });

  test('name every prefix of the API that has a route, and its owner, as the front door knows it', () => {
    const built = new Map<string, string>();
    for (const file of filesBelow('apps').filter((path) => /\/src\/.*\.controller\.ts$/.test(path))) {
      for (const [, prefix] of read(file).matchAll(/@Controller\('(v1\/[a-z-]+)/g)) {
        built.set(`/${prefix}`, file.split('/')[1] ?? '');
      }
    }
    const told = new Map(
      table('prefix', 'owner').map(([prefix, owner]) => [quoted(prefix)[0] ?? '', owner ?? '']),
    );
    assert.deepEqual([...told].sort(), [...built].sort());
    for (const [prefix, owner] of told) assert.equal(ownerOf(prefix), owner, prefix);
  });

  test('name every suffix that a file of an app has', () => {
    const told = table('suffix', 'what it is').flatMap(([suffix]) => quoted(suffix));
    const used = new Set(
      filesBelow('apps')
        .filter((path) => /^apps\/[a-z]+\/src\/.*\.ts$/.test(path))
        .map((path) => (path.split('/').at(-1) ?? '').replace(/^[^.]*/, '')),
    );
    for (const suffix of used) if (suffix !== '.ts') assert.ok(told.includes(suffix), suffix);
  });

  test('name a check for each of the twelve invariants, or say that it is owed', () => {
    const rows = table('#', 'invariant', 'held by');
    assert.deepEqual(
      rows.map(([number]) => Number(number)),
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    for (const [number, , heldBy] of rows) {
      const checks = quoted(heldBy).filter((text) => text.endsWith('.test.ts'));
      assert.ok(checks.length > 0 || heldBy?.includes('Owed'), `invariant ${number}`);
    }
  });
});

for (const document of DOCUMENTS) {
  describe(document, () => {
    test('names no file that is not there', () => {
      const names = quoted(withoutFences(read(document)));
      const inFolders = names.filter((name) =>
        /^(apps|libs|deploy|test|\.ci|\.github)\/[\w./-]+$/.test(name),
      );
      const atTheRoot = names.filter((name) => /^[\w.-]+\.(md|json|mjs)$/.test(name) || name === 'LICENSE');
      const inCommands = [...read(document).matchAll(/\bnode ((?:test|deploy|node_modules)\/[\w./-]+)/g)].map(
        ([, path]) => path ?? '',
      );
      for (const path of [...inFolders, ...atTheRoot, ...inCommands]) {
        assert.ok(existsSync(join(ROOT, path)), path);
      }
    });

    test('names no script that package.json lacks', () => {
      const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
      for (const [, name] of read(document).matchAll(/\bnpm run ([a-z][\w:-]*)/g)) {
        assert.ok(name !== undefined && name in scripts, name);
      }
    });

    test('links to nothing that is not there', () => {
      for (const [, target] of read(document).matchAll(/\]\(([^)#:]+)\)/g)) {
        assert.ok(existsSync(join(ROOT, target ?? '')), target);
      }
    });
  });
}
