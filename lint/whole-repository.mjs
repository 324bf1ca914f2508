// The configuration of ESLint for a run over the whole repository: the same rules, and one program of TypeScript for all code that runs
// in Node. eslint.config.mjs, which is for editors and for single files, loads the project of each file. For all files that would
// be 20 programs, which resolve the types of the same packages again and again: 210 s of a processor instead of 160.
import config from '../eslint.config.mjs';

export default [
  ...config,
  {
    files: [
      'apps/{console,conversations,delivery,registry}/src/**/*.ts',
      'libs/*/src/**/*.ts',
      'deploy/local/src/**/*.ts',
      'test/**/*.ts',
    ],
    ignores: ['libs/design-system/**'],
    languageOptions: { parserOptions: { projectService: false, project: 'lint/tsconfig.json' } },
  },
];
