import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dockerfileErrors } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CONTENT = readFileSync(join(ROOT, 'deploy/docker/Dockerfile'), 'utf8');

test('deploy/docker/Dockerfile keeps the rules', () => {
  assert.deepEqual(dockerfileErrors(CONTENT), []);
});

describe('the rules for the Dockerfile report', () => {
  const mutants: [error: RegExp, from: string, to: string][] = [
    [/is not NODE_IMAGE/, '${NODE_IMAGE} AS packages', 'node:24-slim AS packages'],
    [/no slim image/, 'node:24-bookworm-slim', 'node:latest'],
    [/no slim image/, 'node:24-bookworm-slim', 'node:22-bookworm-slim'],
    [/no number other than root/, 'USER 10001:10001', 'USER node'],
    [/no number other than root/, 'USER 10001:10001', 'USER 0:0'],
    [/runs a command/, 'USER 10001:10001', 'RUN true\nUSER 10001:10001'],
    [/copies from the checkout/, 'USER 10001:10001', 'COPY . .\nUSER 10001:10001'],
    [/may download/, 'USER 10001:10001', 'ADD https://example.com/a /a\nUSER 10001:10001'],
    [/entry point of the base/, 'ENTRYPOINT []', ''],
    [/without a shell/, 'CMD ["node", "main.mjs"]', 'CMD node main.mjs'],
    [/the label revision is missing/, 'org.opencontainers.image.revision=', 'revision='],
    [/NODE_ENV/, 'NODE_ENV=production ', ''],
    [/more than those of production/, '--omit=dev ', ''],
    [/more than those of production/, '--ignore-scripts ', ''],
  ];
  for (const [error, from, to] of mutants) {
    test(`“${from}” becoming “${to.replaceAll('\n', '; ')}”`, () => {
      assert.ok(CONTENT.includes(from), 'the Dockerfile has the text that is replaced');
      const errors = dockerfileErrors(CONTENT.replace(from, to));
      assert.ok(
        errors.some((text) => error.test(text)),
        errors.join('; ') || 'nothing was reported',
      );
    });
  }
});
