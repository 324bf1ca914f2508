// The rules that need no types. Those that do are in .oxlintrc.json: oxlint reads the types with the native compiler, in a sixth of the
// processor time. `npm run lint` runs both. There, `attributes: false` is for React and Preact: they take the promise of an event handler
// and report its error as an unhandled one.
import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { noFolderCycle } from './lint/no-folder-cycle.mjs';

/** What a file without a suffix may not import: it is pure. */
const impure = [
  '@flowforge/tracing/spans',
  '@nestjs/*',
  'typeorm',
  'pg',
  '@nats-io/*',
  'undici',
  'fastify',
  'node:fs',
  'node:fs/*',
  'node:net',
  'node:http',
  'node:child_process',
  'node:worker_threads',
  'node:dns',
  'node:dns/*',
];

/** Files that a pure file may import for their types only. */
const impureFiles =
  '\\.(client|controller|decorator|dto|entity|filter|guard|migration|module|service|store|worker)\\.js$';

/** All expressions that read the environment. */
const environment = [
  'MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name="env"]',
].map((selector) => ({ selector, message: 'Read the environment in config.ts and pass what was read.' }));

/** A clock or a timer: what a pure file answers depends on its arguments alone. The time comes in as one of them. */
const clocks = [
  'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="performance"]',
  'MemberExpression[object.name="process"][property.name=/^(hrtime|uptime|nextTick)$/]',
  'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate|queueMicrotask)$/]',
  'CallExpression[callee.object.name="AbortSignal"][callee.property.name="timeout"]',
  'ImportDeclaration[source.value=/^(node:)?(timers|timers\\/promises|perf_hooks)$/]',
].map((selector) => ({
  selector,
  message: 'A file without a suffix is pure: pass the time in, and keep timers in a worker or a service.',
}));

/** Applications never import each other; a library imports only libraries of a lower layer. */
const boundaries = [
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure', 'layer:testing'] },
  { sourceTag: 'layer:lib', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure'] },
  { sourceTag: 'layer:pure', onlyDependOnLibsWithTags: ['layer:pure'] },
  // The browser runs these. They import no service, no server code and no test server.
  { sourceTag: 'layer:design', onlyDependOnLibsWithTags: ['layer:pure'] },
  { sourceTag: 'layer:web', onlyDependOnLibsWithTags: ['layer:design', 'layer:pure'] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure', 'layer:testing'] },
  { sourceTag: 'layer:top', onlyDependOnLibsWithTags: ['*'] },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      'apps/console/web/{out,generated}/**',
      '.nx/**',
      '.flowforge/**',
      'node_modules/**',
      'apps/widget/{out,generated}/**',
      'build/generated/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          // `npm test` imports a library after it has built it. Static imports of that library stay allowed elsewhere.
          checkDynamicDependenciesExceptions: ['.*'],
          depConstraints: boundaries,
        },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.{ts,tsx}', 'apps/console/web/src/**/*.{ts,tsx}'],
    plugins: { flowforge: { rules: { 'no-folder-cycle': noFolderCycle } } },
    rules: { 'flowforge/no-folder-cycle': 'error' },
  },
  {
    // Tests of a library may use the test servers; its other files may not.
    files: ['libs/*/src/**/*.test.ts', 'libs/*/src/**/*.testing.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: boundaries.map((rule) =>
            rule.sourceTag === 'layer:lib'
              ? { ...rule, onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'layer:testing'] }
              : rule,
          ),
        },
      ],
    },
  },
  {
    // These scripts run before anything is installed, so they import files and no packages.
    files: ['**/*.mjs'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['apps/console/web/vite.config.ts', 'apps/widget/vite.config.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        // Taking a property out of an object, to get the rest without it, counts as a use.
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': ['error', ...environment],
    },
  },
  {
    // The browser runs this code: nothing of Node except in tests.
    files: [
      'apps/console/web/src/**/*.{ts,tsx}',
      'apps/widget/src/**/*.{ts,tsx}',
      'libs/design-system/src/**/*.{ts,tsx}',
    ],
    ignores: ['**/*.test.ts', '**/*.testing.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', 'setImmediate'],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'The browser has no Node.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Markup in a name or a message must stay text.',
        },
      ],
    },
  },
  {
    files: ['apps/console/web/src/**/*.{ts,tsx}', 'libs/design-system/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts', '**/*.testing.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    // These read the environment; tests and the local launcher also pass it to child processes.
    files: [
      '**/config.ts',
      '**/*.test.ts',
      'libs/testing/**',
      'libs/local-servers/**',
      'deploy/**',
      'test/**',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // It runs before packages can be resolved by name.
    files: ['test/run.mjs'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // Nest modules are classes without members.
    files: ['**/*.module.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: ['libs/contracts/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.testing.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: impure, message: 'contracts are pure' }] }],
    },
  },
  {
    // config.ts reads the environment and is no pure file in this respect.
    files: ['apps/*/src/**/*.ts'],
    ignores: [
      'apps/*/src/**/*.*.ts',
      '**/main.ts',
      '**/migrate.ts',
      '**/engine.ts',
      '**/lifecycle.ts',
      '**/testing.ts',
      '**/config.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...environment, ...clocks] },
  },
  {
    // No suffix = pure. main.ts, engine.ts and lifecycle.ts put a service together.
    files: ['apps/*/src/**/*.ts'],
    ignores: [
      'apps/*/src/**/*.*.ts',
      '**/main.ts',
      '**/migrate.ts',
      '**/engine.ts',
      '**/lifecycle.ts',
      '**/testing.ts',
      '**/migrations.ts',
      '**/migrations/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: impure,
              allowTypeImports: true,
              message: 'A file without a suffix is pure; see "Where a file belongs" in ARCHITECTURE.md.',
            },
            {
              regex: impureFiles,
              allowTypeImports: true,
              message: 'A file without a suffix is pure, and so is what it imports; see ARCHITECTURE.md.',
            },
          ],
        },
      ],
    },
  },
);
