import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { SessionCheckAnswer } from '@flowforge/contracts/sessions/session-check';
import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { startTestNats, type TestNats } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { RunningConsole } from '../running-console.testing.js';
import { FakeRegistry } from '../session/fake-registry.testing.js';
import { Sessions } from '../session/sessions.service.js';
import { UnknownSessionLimit } from '../session/unknown-session-limit.service.js';
import { SessionEndedSignals } from './session-ended.worker.js';

/** The signal over a real nats-server, with the users of production. The clock stands still: no cached answer expires by itself. */

const TOKEN = `ffs_${'a'.repeat(43)}`;
const session: SessionCheckAnswer = {
  session_id: newId(),
  user_id: newId(),
  workspace_id: newId(),
  role: 'owner',
  internal_token: 'ffi_token',
  internal_token_expires_at: new Date(Date.now() + 60_000).toISOString(),
};

let nats: TestNats;
let console_: NatsLink;
let registry: NatsLink;
let checks = 0;
const registryCheck = {
  check: () => {
    checks += 1;
    return Promise.resolve(session);
  },
};
const sessions = new Sessions(registryCheck, new UnknownSessionLimit(), () => 0);
const refused: unknown[] = [];

before(async () => {
  nats = await startTestNats();
  const link = (user: 'console' | 'registry'): NatsLink =>
    new NatsLink({ url: nats.urls[user], name: 'test' }, (refusal) => refused.push(refusal));
  [console_, registry] = [link('console'), link('registry')];
  new SessionEndedSignals(console_, sessions).start();
  await until('both connections', () => console_.connection && registry.connection);
  // The subscription has reached the server.
  await console_.connection?.flush();
});
after(async () => {
  await Promise.all([console_.close(), registry.close()]);
  await nats.stop();
});

/** Whether the next use of the session asks the registry. */
async function isChecked(): Promise<boolean> {
  const before = checks;
  await sessions.internalTokenOf(TOKEN, '203.0.113.9');
  return checks > before;
}

test('a signal removes the sessions of its user from the cache, and nobody else’s', async () => {
  await isChecked();
  assert.equal(await isChecked(), false);
  registry.connection?.publish(SESSION_ENDED_SUBJECT, sessionEnded.encode({ user_id: newId() }));
  registry.connection?.publish(SESSION_ENDED_SUBJECT, 'no signal');
  await registry.connection?.flush();
  await console_.connection?.flush();
  assert.equal(await isChecked(), false);
  registry.connection?.publish(SESSION_ENDED_SUBJECT, sessionEnded.encode({ user_id: session.user_id }));
  await until('the signal', isChecked);
});

test('after the connection was lost every session is checked again, and signals arrive again', async () => {
  await isChecked();
  await nats.kill();
  await nats.restart();
  await until('the new connection', isChecked);
  await until('both connections', () => console_.connection && registry.connection);
  await console_.connection?.flush();
  assert.equal(await isChecked(), false);
  registry.connection?.publish(SESSION_ENDED_SUBJECT, sessionEnded.encode({ user_id: session.user_id }));
  await until('the signal', isChecked);
  assert.deepEqual(refused, []);
});

test('without NATS the front door works', async () => {
  const fake = new FakeRegistry();
  await nats.kill();
  const door = await RunningConsole.start(fake.answer, { NATS_URL: nats.urls.console });
  try {
    const headers = { cookie: `flowforge_session=${fake.open()}` };
    assert.equal((await fetch(`${door.url}/v1/webhooks`, { headers })).status, 200);
    await nats.restart();
    await until('the connection', () => door.app.get(NatsLink).connection);
  } finally {
    await door.stop();
  }
});
