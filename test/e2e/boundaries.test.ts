import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Code that is linted as the content of `file`, and the rule that must refuse it; null if it is allowed. */
interface Case {
  name: string;
  file: string;
  code: string;
  refusedBy: string | null;
}

const PURE = 'apps/registry/src/webhook/webhook.ts';
const uses = (name: string, from: string): string =>
  `import { ${name} } from '${from}';\nexport const used = ${name};\n`;

const CASES: readonly Case[] = [
  {
    name: 'an app that imports another app',
    file: 'apps/delivery/src/migrations.ts',
    code: uses('migrations', '@flowforge/registry/migrations'),
    refusedBy: '@nx/enforce-module-boundaries',
  },
  {
    name: 'an app that imports a file of another app by path',
    file: 'apps/delivery/src/migrations.ts',
    code: uses('migrations', '../../registry/src/migrations.js'),
    refusedBy: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a library that imports a test library',
    file: 'libs/outbox/src/outbox.ts',
    code: uses('until', '@flowforge/testing/until'),
    refusedBy: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a contract that imports Nest',
    file: 'libs/contracts/src/ids.ts',
    code: uses('Injectable', '@nestjs/common'),
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'a contract that imports a type of NATS',
    file: 'libs/contracts/src/ids.ts',
    code: `import type { NatsConnection } from '@nats-io/transport-node';\nexport type Used = NatsConnection;\n`,
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'a file without a suffix that uses TypeORM',
    file: PURE,
    code: uses('DataSource', 'typeorm'),
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'a file without a suffix that uses undici',
    file: PURE,
    code: uses('request', 'undici'),
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'a file without a suffix that uses a store',
    file: PURE,
    code: uses('WebhookStore', './webhook.store.js'),
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'a file without a suffix that imports only a type of TypeORM',
    file: PURE,
    code: `import type { DataSource } from 'typeorm';\nexport type Used = DataSource;\n`,
    refusedBy: null,
  },
  {
    name: 'a store that uses TypeORM',
    file: 'apps/registry/src/webhook/webhook.store.ts',
    code: uses('DataSource', 'typeorm'),
    refusedBy: null,
  },
  {
    name: 'process.env outside of config.ts',
    file: PURE,
    code: `export const used = process.env.PORT;\n`,
    refusedBy: 'no-restricted-syntax',
  },
  {
    name: 'env, destructured from process',
    file: 'apps/registry/src/main.ts',
    code: `const { env } = process;\nexport const used = env;\n`,
    refusedBy: 'no-restricted-syntax',
  },
  {
    name: 'env, imported from node:process',
    file: 'libs/outbox/src/outbox.ts',
    code: uses('env', 'node:process'),
    refusedBy: 'no-restricted-syntax',
  },
  {
    name: 'two folders that import each other',
    file: 'apps/registry/src/webhook/webhook.store.ts',
    code: uses('AssignWebhookService', '../assign-webhook/assign-webhook.service.js'),
    refusedBy: 'flowforge/no-folder-cycle',
  },
  {
    name: 'two folders that import each other, one only a type',
    file: 'apps/registry/src/webhook/webhook.store.ts',
    code: `import type { AssignWebhookService } from '../assign-webhook/assign-webhook.service.js';\nexport type Used = AssignWebhookService;\n`,
    refusedBy: 'flowforge/no-folder-cycle',
  },
  {
    name: 'two folders of the console web app that import each other',
    file: 'apps/console/web/src/frame/page.tsx',
    code: uses('SignInPage', '../pages/sign-in/sign-in-page.js'),
    refusedBy: 'flowforge/no-folder-cycle',
  },
  {
    name: 'a page of the console that imports another page',
    file: 'apps/console/web/src/pages/overview/overview-page.tsx',
    code: uses('WebhooksPage', '../webhooks/list/webhooks-page.js'),
    refusedBy: 'flowforge/no-folder-cycle',
  },
  {
    name: 'a page of the console that imports a folder outside of the pages',
    file: 'apps/console/web/src/pages/overview/overview-page.tsx',
    code: uses('OUTCOME_WORDS', '../../delivery/outcome-words.js'),
    refusedBy: null,
  },
  {
    name: 'two components that import each other',
    file: 'libs/design-system/src/button/button.tsx',
    code: uses('ConfirmDialog', '../dialog/confirm-dialog.js'),
    refusedBy: 'flowforge/no-folder-cycle',
  },
  {
    name: 'a folder that imports one of a lower layer',
    file: 'apps/registry/src/assign-webhook/assign-webhook.service.ts',
    code: uses('WebhookStore', '../webhook/webhook.store.js'),
    refusedBy: null,
  },
  ...[
    'Date.now()',
    'new Date()',
    'performance.now()',
    'setTimeout(() => undefined, 1)',
    'AbortSignal.timeout(1)',
  ].map((expression) => ({
    name: `a file without a suffix that calls ${expression}`,
    file: PURE,
    code: `export const used = ${expression};\n`,
    refusedBy: 'no-restricted-syntax',
  })),
  {
    name: 'a file without a suffix that parses a date parameter',
    file: PURE,
    code: `export const used = (at: string): Date => new Date(at);\n`,
    refusedBy: null,
  },
  {
    name: 'a page of the console that imports server code',
    file: 'apps/console/web/src/main.tsx',
    code: uses('createLog', '@flowforge/service-kit/log'),
    refusedBy: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a page of the console that imports a contract',
    file: 'apps/console/web/src/main.tsx',
    code: uses('EVENT_TYPES', '@flowforge/contracts/words'),
    refusedBy: null,
  },
  {
    name: 'a service that imports a component',
    file: 'apps/registry/src/webhook/webhook.store.ts',
    code: uses('Button', '@flowforge/design-system/button/button'),
    refusedBy: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a component that sets markup',
    file: 'apps/console/web/src/main.tsx',
    code: `export const used = <p dangerouslySetInnerHTML={{ __html: '<b>no</b>' }} />;\n`,
    refusedBy: 'no-restricted-syntax',
  },
  {
    name: 'a component that reads a module of Node',
    file: 'apps/console/web/src/main.tsx',
    code: uses('readFileSync', 'node:fs'),
    refusedBy: 'no-restricted-imports',
  },
  {
    name: 'process.env in config.ts',
    file: 'apps/registry/src/config.ts',
    code: `export const used = process.env.PORT;\n`,
    refusedBy: null,
  },
];

/** Runs Nx, which caches its project graph. Without the graph the rule @nx/enforce-module-boundaries reports nothing. */
async function makeProjectGraph(): Promise<void> {
  const nx = spawn(process.execPath, [join(ROOT, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'], {
    cwd: ROOT,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: 'ignore',
  });
  const [code] = await once(nx, 'exit');
  assert.equal(code, 0, 'nx show projects');
}

describe('lint', () => {
  const eslint = new ESLint({ cwd: ROOT });
  before(makeProjectGraph);

  for (const { name, file, code, refusedBy } of CASES) {
    test(`${name} is ${refusedBy === null ? 'allowed' : 'refused'}`, async () => {
      const [result] = await eslint.lintText(code, { filePath: join(ROOT, file) });
      assert.deepEqual(
        result?.messages.map(({ ruleId }) => ruleId),
        refusedBy === null ? [] : [refusedBy],
        JSON.stringify(result?.messages),
      );
    });
  }
});

/** Code that a rule with types refuses: the rules of .oxlintrc.json. */
const CASES_WITH_TYPES = [
  {
    name: 'a promise that nobody waits for',
    folder: 'apps/registry/src/webhook',
    code: `export function used(): void {\n  Promise.resolve(1);\n}\n`,
    refusedBy: 'typescript(no-floating-promises)',
  },
  {
    name: 'a promise that is used as a condition',
    folder: 'libs/outbox/src',
    code: `export function used(done: () => Promise<boolean>): number {\n  return done() ? 1 : 2;\n}\n`,
    refusedBy: 'typescript(no-misused-promises)',
  },
  {
    name: 'a wait for something that is no promise',
    folder: 'apps/console/web/src/frame',
    code: `export async function used(): Promise<number> {\n  return await 1;\n}\n`,
    refusedBy: 'typescript(await-thenable)',
  },
  {
    name: 'a switch that leaves out a case',
    folder: 'test/harness',
    code: `export function used(word: 'a' | 'b'): void {\n  switch (word) {\n    case 'a':\n  }\n}\n`,
    refusedBy: 'typescript(switch-exhaustiveness-check)',
  },
];

test('the rules that need types refuse such code in every kind of project', async () => {
  // A copy of the configuration with only these files: the lint of the whole repository may run at the same time.
  const copy = mkdtempSync(join(tmpdir(), 'flowforge-lint-'));
  try {
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
    writeFileSync(join(copy, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "types": [] } }');
    for (const { folder, code } of CASES_WITH_TYPES) {
      mkdirSync(join(copy, folder), { recursive: true });
      writeFileSync(join(copy, folder, 'planted.ts'), code);
    }
    const packages = join(ROOT, 'node_modules');
    const oxlint = spawn(process.execPath, [join(packages, 'oxlint/bin/oxlint'), '--format', 'json'], {
      cwd: copy,
      env: { ...process.env, OXLINT_TSGOLINT_PATH: join(packages, '.bin/tsgolint') },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 60_000,
    });
    const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(
      await text(oxlint.stdout),
    );
    assert.deepEqual(
      diagnostics.map(({ code, filename }) => `${filename} ${code}`).sort(),
      CASES_WITH_TYPES.map(({ folder, refusedBy }) => `${folder}/planted.ts ${refusedBy}`).sort(),
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});
