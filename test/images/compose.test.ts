import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '@flowforge/service-kit/environment';
import { readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/service-settings';
import {
  type Compose,
  dockerFile,
  environmentIn,
  exampleErrors,
  hardeningErrors,
  mountedFiles,
  readCompose,
  readEnvFile,
  settingErrors,
  wiringErrors,
} from './compose.js';
import { CONFIGURATIONS } from '../kubernetes/services.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = join(ROOT, 'deploy/docker');
const CONTENT = dockerFile(ROOT, 'compose.yaml');
const EXAMPLE = dockerFile(ROOT, '.env.example');
const compose = readCompose(CONTENT);
const folder = mkdtempSync(join(tmpdir(), 'flowforge-compose-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The last line of `FLOWFORGE_CALLS` gets what docker was asked for; `create-setup-token` answers as the registry does. */
const FAKE_DOCKER = `#!/bin/sh
echo "$*" >> "$FLOWFORGE_CALLS"
case $* in *create-setup-token*) echo '{"token":"a-token","expires_at":"2026-05-20T08:00:00.000Z"}' ;; esac
`;

/** Runs up.sh in a copy of the folder, with a program named docker that starts nothing. */
function runUp(): { output: string; calls: string[]; values: Record<string, string> } {
  for (const name of ['up.sh', '.env.example']) cpSync(join(FOLDER, name), join(folder, name));
  writeFileSync(join(folder, 'docker'), FAKE_DOCKER);
  chmodSync(join(folder, 'docker'), 0o755);
  const calls = join(folder, 'calls');
  rmSync(calls, { force: true });
  const { stdout, stderr, status } = spawnSync('sh', [join(folder, 'up.sh')], {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, FLOWFORGE_CALLS: calls },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return {
    output: stdout,
    calls: readFileSync(calls, 'utf8').trim().split('\n'),
    values: readEnvFile(readFileSync(join(folder, '.env'), 'utf8')),
  };
}

describe('deploy/docker/compose.yaml', () => {
  test('every container is hardened', () => {
    assert.deepEqual(hardeningErrors(compose), []);
  });

  test('services wait for what they need, and only the console is reachable', () => {
    assert.deepEqual(wiringErrors(compose), []);
  });

  test('the example names every variable', () => {
    assert.deepEqual(exampleErrors(CONTENT, readEnvFile(EXAMPLE)), []);
  });

  test('the files that it mounts are there', () => {
    const files = mountedFiles(compose);
    assert.equal(files.length, 3);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(FOLDER, file))),
      [],
    );
  });

  test('up.sh makes the secrets, with which every service reads its settings without an error', () => {
    const { output, calls, values } = runUp();
    assert.deepEqual(settingErrors(compose, values), []);
    assert.equal(statSync(join(folder, '.env')).mode & 0o777, 0o600);
    const secrets = Object.entries(values).filter(([name]) => /PASSWORD|KEYS/.test(name));
    assert.equal(new Set(secrets.map(([, value]) => value)).size, 10, 'all secrets are different');
    assert.match(calls[0] ?? '', /^compose up /);
    assert.match(output, /http:\/\/localhost:8080\/setup#a-token/);

    assert.deepEqual(runUp().values, values, 'a second run keeps them');

    const traced = {
      ...values,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_TRACES_SAMPLER: 'always_on',
    };
    assert.deepEqual(settingErrors(compose, traced), []);
    for (const name of Object.keys(CONFIGURATIONS)) {
      const tracingOf = (settings: typeof values): ServiceSettings['tracing'] =>
        readEnvironment(environmentIn(compose, name, settings), (one) => readServiceSettings(name, one))
          .tracing;
      assert.deepEqual(
        [tracingOf(values), tracingOf(traced)?.endpoint],
        [null, 'http://collector:4318'],
        name,
      );
    }
  });
});

describe('the rules for the Compose file report', () => {
  const values = { ...readEnvFile(EXAMPLE), ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` };
  const all = (changed: Compose): string[] => [
    ...hardeningErrors(changed),
    ...wiringErrors(changed),
    ...settingErrors(changed, values),
  ];
  const mutants: [name: string, error: RegExp, change: (services: Compose['services']) => void][] = [
    ['a writable root', /delivery: its root is writable/, ({ delivery }) => delete delivery?.read_only],
    [
      'a misspelled field',
      /unknown field cap_dorp/,
      ({ nats }) => Object.assign(nats ?? {}, { cap_dorp: [] }),
    ],
    ['a capability', /keeps capabilities/, ({ nats }) => Object.assign(nats ?? {}, { cap_drop: [] })],
    ['a user with a name', /user is no number/, ({ console: c }) => Object.assign(c ?? {}, { user: 'node' })],
    ['an image without a tag', /no tag/, ({ nats }) => Object.assign(nats ?? {}, { image: 'nats' })],
    ['no health check', /no health check/, ({ registry }) => delete registry?.healthcheck],
    ['a missing setting', /DATABASE_URL/, ({ registry }) => delete registry?.environment?.['DATABASE_URL']],
    [
      'a setting that the service does not read',
      /does not read DATABASE_URI/,
      ({ registry }) => Object.assign(registry?.environment ?? {}, { DATABASE_URI: 'x' }),
    ],
    [
      'a setting of a local run',
      /does not read ALLOW_INSECURE_ENDPOINTS, or in a local run only/,
      ({ delivery }) => Object.assign(delivery?.environment ?? {}, { ALLOW_INSECURE_ENDPOINTS: 'true' }),
    ],
    [
      'a service that does not wait for its migrations',
      /does not wait for its migrations/,
      ({ delivery }) => delete delivery?.depends_on?.['migrate-delivery'],
    ],
    [
      'a published database',
      /publishes a port/,
      ({ postgres }) => Object.assign(postgres ?? {}, { ports: ['5432:5432'] }),
    ],
    ['an undeclared volume', /not declared/, ({ nats }) => nats?.volumes?.push('other:/data')],
  ];
  for (const [name, error, change] of mutants) {
    test(name, () => {
      const changed = structuredClone(compose);
      change(changed.services);
      const errors = all(changed);
      assert.ok(
        errors.some((text) => error.test(text)),
        errors.join('; ') || 'nothing was reported',
      );
    });
  }

  test('a secret with a default, and a variable that is nowhere else', () => {
    const errors = exampleErrors('${NATS_PASSWORD_CONSOLE:-guess}', { OTHER: '' });
    assert.equal(errors.length, 3, errors.join('; '));
  });
});
