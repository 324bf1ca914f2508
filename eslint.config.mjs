import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** What a file without a suffix may not import: it is pure. */
const impure = [
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
];

/** Nobody reaches into another application; libraries stand on libraries below them. */
const boundaries = [
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure', 'layer:testing'] },
  { sourceTag: 'layer:lib', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure'] },
  { sourceTag: 'layer:pure', onlyDependOnLibsWithTags: ['layer:pure'] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:lib', 'layer:pure', 'layer:testing'] },
  { sourceTag: 'layer:top', onlyDependOnLibsWithTags: ['*'] },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '.nx/**', '.flowforge/**', 'node_modules/**'] },
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: boundaries },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after'],
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'Read the environment in config.ts and pass what was read.',
        },
      ],
    },
  },
  {
    // The environment enters here; tests and the local launcher hand theirs on to child processes.
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
    // No suffix = pure. main.ts, engine.ts and lifecycle.ts put a service together.
    files: ['apps/*/src/**/*.ts'],
    ignores: [
      'apps/*/src/**/*.*.ts',
      '**/main.ts',
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
              message: 'A file without a suffix is pure; see "One rule for files" in ARCHITECTURE.md.',
            },
          ],
        },
      ],
    },
  },
);
