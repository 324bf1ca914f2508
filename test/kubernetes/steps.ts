import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveryMetrics } from '@flowforge/delivery/metrics/delivery-metrics';
import { findNatsServer } from '@flowforge/local-servers/find-nats-server';
import { EVENTS_STREAM } from '@flowforge/messaging/streams';
import { Registry } from 'prom-client';
import { parse, stringify } from 'yaml';
import { PROMETHEUS_RULE_FILE, prometheusRule } from '../monitoring/prometheus-rule.js';
import { PROMTOOL_STEPS } from '../monitoring/promtool-steps.js';
import { readRules, rulesIn } from '../monitoring/rules.js';
import { drawnArrows } from './drawing.js';
import { DRAWN } from './edges.js';
import { type Manifest, nameOf, ofKind } from './manifests.js';
import { MUTANTS } from './mutants.js';
import { OWN_SERVERS_MUTANTS, OWN_SERVERS_POLICY } from './mutants/own-servers.js';
import { SCHEMA_MUTANTS } from './mutants/schemas.js';
import { TRACING_MUTANTS } from './mutants/tracing.js';
import { chartUsers, devConfig } from './nats-users.js';
import { BASE_POLICIES, POLICIES } from './policies.js';
import type { Policy } from './policies/policy.js';
import { secretsOf } from './policies/references.js';
import { readBase, settingsIn } from './read-base.js';
import {
  componentsOfProduction,
  createdSecrets,
  examplePatches,
  findRenderer,
  FOLDER,
  output,
  PROGRAM_MAX_MS,
  renderProduction,
  ROOT,
} from './render.js';
import { schemaErrors } from './schemas.js';
import type { Step } from './step.js';
import { LOCAL_VARIABLES, variablesOf } from './services.js';

const renderer = findRenderer();
const NO_RENDERER = { skipped: 'no kubectl 1.27 and no kustomize 5 is here to render the overlays' };

/** The components of production as they are delivered. An operator may leave some out in the overlay production. */
const DELIVERED = ['server-access', 'nats', 'postgres', 'external-secrets', 'ingress', 'keda', 'monitoring'];
const EVERY_COMPONENT = 'production as delivered';
const TRACED = 'production with traces';
const OWN_SERVERS = 'production with an own Postgres and NATS';

/** The overlays, and production with other components; rendered once. */
const overlays: Map<string, Manifest[]> = new Map();
function rendered(): Map<string, Manifest[]> {
  if (renderer === undefined || overlays.size > 0) return overlays;
  overlays.set('dev', [...renderer.render(join(FOLDER, 'overlays/dev')), ...createdSecrets('dev')]);
  const production = renderer.render(join(FOLDER, 'overlays/production'));
  overlays.set('production', production);
  const without = (...names: string[]): string[] => DELIVERED.filter((name) => !names.includes(name));
  const isDelivered = componentsOfProduction().join() === DELIVERED.join();
  overlays.set(EVERY_COMPONENT, isDelivered ? production : renderProduction(renderer, DELIVERED));
  overlays.set(
    'production with a gateway, and without KEDA, the Prometheus operator and the External Secrets Operator',
    renderProduction(renderer, [...without('ingress', 'keda', 'monitoring', 'external-secrets'), 'gateway']),
  );
  overlays.set(OWN_SERVERS, [
    ...renderProduction(renderer, without('nats', 'postgres', 'server-access')),
    OWN_SERVERS_POLICY,
  ]);
  overlays.set(TRACED, renderProduction(renderer, [...DELIVERED, 'tracing']));
  return overlays;
}

function delivered(): Manifest[] {
  return rendered().get(EVERY_COMPONENT) ?? [];
}

function violationsIn(objects: readonly Manifest[], policies: readonly Policy[] = POLICIES): string[] {
  return policies.flatMap(({ name, violations }) => violations(objects).map((text) => `${name}: ${text}`));
}

/** The names of those mutants of `objects` that their policy does not report. */
function missedMutants(objects: readonly Manifest[], mutants: typeof MUTANTS): string[] {
  return mutants
    .filter(({ policy, change }) => {
      const changed = structuredClone([...objects]);
      const found = POLICIES.find(({ name }) => name === policy);
      return found === undefined || found.violations(change(changed) ?? changed).length === 0;
    })
    .map(({ name }) => name);
}

const textsOf = (objects: readonly Manifest[]): Set<string> =>
  new Set(objects.map((object) => JSON.stringify(object)));

const read = (...path: string[]): string => readFileSync(join(FOLDER, ...path), 'utf8');

export const STEPS: readonly Step[] = [
  {
    name: 'overlays are rendered, and every object fits its schema',
    run: async () => {
      if (renderer === undefined) return NO_RENDERER;
      const objects = [...rendered().values()].flat();
      assert.deepEqual(await schemaErrors(objects), []);
      return {
        ran: `${overlays.size} overlays by ${renderer.name}, ${objects.length} objects against schemas`,
      };
    },
  },
  {
    name: 'each example of a patch changes something, and what it changes fits its schema',
    run: async () => {
      if (renderer === undefined) return NO_RENDERER;
      const ingress = [...DELIVERED, 'tracing'];
      const gateway = [...DELIVERED.filter((name) => name !== 'ingress'), 'gateway'];
      const before = new Map(
        [ingress, gateway].map((components) => [components, textsOf(renderProduction(renderer, components))]),
      );
      const patched = examplePatches().map((example) => {
        const components = example.target.kind === 'HTTPRoute' ? gateway : ingress;
        const changed = renderProduction(renderer, components, [example]).filter(
          (object) => before.get(components)?.has(JSON.stringify(object)) === false,
        );
        assert.ok(changed.length > 0, `${JSON.stringify(example)} changes nothing`);
        return changed;
      });
      assert.deepEqual(await schemaErrors(patched.flat()), []);
      return { ran: `${patched.length} example patches` };
    },
  },
  {
    name: 'schemas refuse wrong objects',
    run: async () => {
      if (renderer === undefined) return NO_RENDERER;
      const mutants = SCHEMA_MUTANTS.map(({ name, kind, change }) => {
        const [text] = delivered()
          .filter((object) => object.kind === kind)
          .map((object) => JSON.stringify(object));
        assert.ok(text !== undefined && change(text) !== text, `the mutant "${name}" changes nothing`);
        const object: Manifest = JSON.parse(change(text));
        return { ...object, metadata: { ...object.metadata, name } };
      });
      const errors = await schemaErrors(mutants);
      const missed = mutants.filter(
        (mutant) => !errors.some((error) => error.startsWith(`${mutant.kind} ${nameOf(mutant)}:`)),
      );
      assert.deepEqual(missed.map(nameOf), []);
      return { ran: `${mutants.length} schema mutants caught` };
    },
  },
  {
    name: 'the base keeps the policies, read without a renderer',
    run: async () => {
      const objects = readBase(join(FOLDER, 'base'));
      assert.deepEqual(violationsIn(objects, BASE_POLICIES), []);
      assert.deepEqual(await schemaErrors(objects), []);
      return { ran: `${BASE_POLICIES.length} policies on the base` };
    },
  },
  {
    name: 'each policy of the base reports its mutants, without a renderer',
    run: () => {
      const names = BASE_POLICIES.map(({ name }) => name);
      const mutants = MUTANTS.filter(({ policy, isInBase = true }) => names.includes(policy) && isInBase);
      assert.deepEqual(missedMutants(readBase(join(FOLDER, 'base')), mutants), []);
      return { ran: `${mutants.length} mutants of the base caught` };
    },
  },
  {
    name: 'overlays keep the policies',
    run: () => {
      if (renderer === undefined) return NO_RENDERER;
      for (const [name, objects] of rendered()) assert.deepEqual(violationsIn(objects), [], name);
      return { ran: `${POLICIES.length} policies on each overlay` };
    },
  },
  {
    name: 'each policy reports its planted mutants',
    run: () => {
      if (renderer === undefined) return NO_RENDERER;
      assert.deepEqual(missedMutants(delivered(), MUTANTS), []);
      assert.deepEqual(missedMutants(rendered().get(TRACED) ?? [], TRACING_MUTANTS), []);
      assert.deepEqual(missedMutants(rendered().get(OWN_SERVERS) ?? [], OWN_SERVERS_MUTANTS), []);
      const untested = POLICIES.filter(({ name }) => !MUTANTS.some(({ policy }) => policy === name));
      assert.deepEqual(
        untested.map(({ name }) => name),
        [],
      );
      const count = MUTANTS.length + TRACING_MUTANTS.length + OWN_SERVERS_MUTANTS.length;
      return { ran: `${count} mutants planted, ${count} caught` };
    },
  },
  {
    name: 'the edges of the network policies are those of the drawing in ARCHITECTURE.md',
    run: () => {
      const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
      const arrows = DRAWN.map(({ arrow }) => arrow).sort();
      assert.deepEqual(drawnArrows(text), arrows);
      return { ran: `${arrows.length} drawn edges` };
    },
  },
  {
    name: 'every variable of production is set or shown with its default',
    run: () => {
      const shared = settingsIn(read('base/settings.env'));
      let count = 0;
      for (const service of ['console', 'conversations', 'registry', 'delivery']) {
        const own = settingsIn(read('base', service, 'settings.env'));
        const settable = [...shared.set, ...own.set].map(([name]) => name);
        const shown = new Map([...shared.shown, ...own.shown]);
        for (const { name, fallback, secret } of variablesOf(service)) {
          if (secret || LOCAL_VARIABLES.has(name) || settable.includes(name)) continue;
          assert.equal(shown.get(name), fallback, `${service}: ${name}`);
          count += 1;
        }
      }
      return { ran: `${count} defaults` };
    },
  },
  {
    name: 'the users of NATS are those of a local run, and nats-server accepts their configuration',
    run: async () => {
      assert.deepEqual(
        parse(read('components/nats/values-users.yaml')),
        parse(chartUsers()),
        'run npm run k8s:nats-users',
      );
      assert.equal(read('overlays/dev/nats.conf'), devConfig(), 'run npm run k8s:nats-users');
      const values: ChartValues = parse(read('components/nats/values.yaml'));
      const secrets = secretsOf(delivered());
      for (const { valueFrom } of Object.values(values.container.env)) {
        if (renderer === undefined || valueFrom === undefined) continue;
        const { name, key } = valueFrom.secretKeyRef;
        assert.ok(secrets.get(name)?.includes(key), `the Secret ${name} has no key ${key}`);
      }
      const passwords = Object.keys(values.container.env).filter((name) => name.startsWith('NATS_PASSWORD_'));
      await testNatsConfig(passwords);
      return { ran: `${passwords.length} users of NATS` };
    },
  },
  {
    name: 'KEDA reads a metric, a stream and a consumer that exist',
    run: () => {
      const registry = new Registry();
      assert.ok(new DeliveryMetrics(registry));
      const text = read('components/keda/scaled-object.yaml');
      const { spec }: ReturnType<typeof ofKind<'ScaledObject'>>[number] = parse(text);
      const [age, lag] = spec.triggers;
      const [, metric = ''] = /max\((\w+)\{/.exec(age?.metadata?.['query'] ?? '') ?? [];
      assert.ok(registry.getSingleMetric(metric), `no metric ${metric}`);
      assert.equal(lag?.metadata?.['stream'], EVENTS_STREAM.stream);
      assert.equal(lag?.metadata?.['consumer'], EVENTS_STREAM.consumer);
      return { ran: 'triggers of KEDA' };
    },
  },
  {
    name: 'the PrometheusRule has the rules of deploy/monitoring',
    run: async () => {
      assert.equal(
        readFileSync(PROMETHEUS_RULE_FILE, 'utf8'),
        await prometheusRule(),
        'run npm run k8s:rules',
      );
      return { ran: `${rulesIn(readRules()).length} rules` };
    },
  },
  ...PROMTOOL_STEPS,
  { name: 'kubeconform accepts the objects', run: () => runKubeconform() },
];

interface ChartValues {
  container: { env: Record<string, { valueFrom?: { secretKeyRef: { name: string; key: string } } }> };
}

/** `nats-server -t` with the configuration of the overlay dev. */
async function testNatsConfig(passwords: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-nats-'));
  try {
    const config = join(folder, 'nats.conf');
    writeFileSync(config, read('overlays/dev/nats.conf'));
    const command = await findNatsServer({
      binaryFolder: process.env['FLOWFORGE_BINARIES'] ?? join(ROOT, '.flowforge/bin'),
    });
    const env = Object.fromEntries(passwords.map((name) => [name, 'password']));
    const { status, stderr, error } = spawnSync(command, ['-t', '-c', config], {
      env,
      encoding: 'utf8',
      timeout: PROGRAM_MAX_MS,
    });
    assert.equal(status, 0, error?.message ?? stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** kubeconform reads its schemas from the network, so it may be there and know none. */
function runKubeconform(): { ran: string } | { skipped: string } {
  if (output('kubeconform', ['-v']) === '') return { skipped: 'kubeconform is not here' };
  if (renderer === undefined) return NO_RENDERER;
  const input = delivered()
    .map((object) => stringify(object))
    .join('---\n');
  const args = ['-strict', '-ignore-missing-schemas', '-summary', '-'];
  const { status, stdout } = spawnSync('kubeconform', args, { input, encoding: 'utf8', timeout: 10_000 });
  if (status === null || /downloading schema|dial tcp|no such host/i.test(stdout))
    return { skipped: 'kubeconform cannot download its schemas' };
  assert.equal(status, 0, stdout);
  return { ran: 'kubeconform' };
}
