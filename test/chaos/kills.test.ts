import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ServiceName } from '@flowforge/contracts/words';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { setUpGuide } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';
import { submitForms, tally } from './submissions.js';

const SUBMISSIONS = 500;
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([startStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** The only replica of a service. */
function only(name: ServiceName): ServiceProcess {
  const [service] = stack.services[name];
  assert.ok(service);
  return service;
}

/** Kills the service with SIGKILL and starts it again on the same ports, as the launcher or Kubernetes does. */
async function killAndRestart(name: ServiceName): Promise<void> {
  await only(name).kill();
  await only(name).restart();
}

/** Injects a fault when half of the forms are submitted, and checks that every acknowledged one is delivered. */
async function faultDuringSubmissions(name: string, fault: () => Promise<void>): Promise<void> {
  const { api } = await stack.workspace(`chaos-${name}`);
  const setup = await setUpGuide(api, `${endpoint.url}/${name}`);
  const acknowledged = await submitForms(api, setup, SUBMISSIONS, fault);
  const result = await tally(endpoint, `/${name}`, acknowledged);
  console.log(
    `${name}: ${acknowledged.length} acknowledged, ${result.delivered} delivered, ${result.lost} lost, ${result.duplicates} duplicates`,
  );
  assert.equal(acknowledged.length, SUBMISSIONS);
  assert.equal(result.lost, 0);
  assert.equal(result.delivered, SUBMISSIONS);
}

describe('during 500 form submissions', () => {
  test('delivery is killed: none is lost', () =>
    faultDuringSubmissions('delivery', () => killAndRestart('delivery')));

  test('conversations is killed: none is lost', () =>
    faultDuringSubmissions('conversations', () => killAndRestart('conversations')));

  test('registry is killed: none is lost', () =>
    faultDuringSubmissions('registry', () => killAndRestart('registry')));

  test('nats-server is killed: none is lost', () =>
    faultDuringSubmissions('nats', async () => {
      await stack.nats.kill();
      await stack.nats.restart();
    }));

  test("nats-server is killed and JetStream's folder wiped: none is lost", () =>
    faultDuringSubmissions('wiped', async () => {
      await stack.nats.kill();
      await stack.nats.restart({ wipe: true });
    }));

  test('nats-server is wiped while delivery is down: none is lost', () =>
    faultDuringSubmissions('wiped-while-down', async () => {
      await only('delivery').kill();
      await stack.nats.kill();
      await stack.nats.restart({ wipe: true });
      await only('delivery').restart();
    }));

  test('conversations is killed between commit and publish: none is lost', () =>
    faultDuringSubmissions('unpublished', async () => {
      // A suspended nats-server accepts no message, so events that are committed now are not published before the kill.
      process.kill(stack.nats.pid, 'SIGSTOP');
      try {
        await only('conversations').kill();
      } finally {
        process.kill(stack.nats.pid, 'SIGCONT');
      }
      await only('conversations').restart();
    }));
});
