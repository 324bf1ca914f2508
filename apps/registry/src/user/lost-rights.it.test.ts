import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { scopesOfRole } from '@flowforge/contracts/words';
import { until } from '@flowforge/testing/until';
import { Registry, TEST_PASSWORD } from '../running-registry.testing.js';
import { type Answer, ApiClient } from '../api-client.testing.js';

let registry: Registry;
let stranger: ApiClient;

before(async () => {
  registry = await Registry.shared();
  stranger = new ApiClient(registry.process.url, '', '');
});
after(() => registry.stop());

async function newWorkspace(): Promise<{ workspaceId: string; key: ApiClient }> {
  const key = await registry.client(`lost-rights-${newId()}`);
  return { workspaceId: key.workspaceId, key };
}

const useLink = async (token: string): Promise<number> =>
  (await stranger.post('/v1/password-resets/accept', { token, password: 'of an attacker' })).status;

test('a reset link that was made for a viewer does not work once the viewer is an owner', async () => {
  const { workspaceId, key } = await newWorkspace();
  const viewer = await registry.user(workspaceId, 'viewer');
  const { body } = await key.post('/v1/api-keys', {
    name: 'Readers',
    scopes: ['workspace:write', ...scopesOfRole('viewer')],
  });
  const limited = new ApiClient(registry.process.url, body.key, workspaceId);
  const link = await limited.post(`/v1/users/${viewer.userId}/password-resets`);
  assert.equal(link.status, 201);
  assert.equal((await key.patch(`/v1/users/${viewer.userId}`, { role: 'owner' })).status, 200);
  assert.equal(await useLink(link.body.token), 404);
  await registry.signIn(viewer.email, TEST_PASSWORD);
});

test('no reset link is made for a member who leaves for another workspace at the same time', async () => {
  const [{ workspaceId }, other] = [await newWorkspace(), await newWorkspace()];
  const owner = await registry.user(workspaceId, 'owner');
  const leaving = await registry.user(workspaceId, 'viewer');
  await registry.addMember(other.workspaceId, leaving.userId, 'owner');
  const { answer } = await registry.transaction(async (tx, untilBlocked) => {
    // What the removal of a member does.
    await tx.query('SELECT 1 FROM registry.users WHERE id = $1 FOR UPDATE', [leaving.userId]);
    const of = [workspaceId, leaving.userId];
    await tx.query('DELETE FROM registry.memberships WHERE workspace_id = $1 AND user_id = $2', of);
    const waiting = owner.client.post(`/v1/users/${leaving.userId}/password-resets`);
    await untilBlocked();
    return { answer: waiting };
  });
  const { status, body } = await answer;
  assert.deepEqual([status, body.code], [404, 'user_not_found']);
  const links = await registry.rows('SELECT FROM registry.password_resets WHERE user_id = $1', [
    leaving.userId,
  ]);
  assert.equal(links.length, 0, 'a link of one workspace would open the other one');
});

/** Sends a request of an owner, who becomes a viewer before it is executed. */
async function whileDemoted(
  workspaceId: string,
  send: (owner: ApiClient) => Promise<Answer>,
): Promise<Answer> {
  const owner = await registry.user(workspaceId, 'owner');
  const { answer } = await registry.transaction(async (tx, untilBlocked) => {
    await tx.query(`UPDATE registry.memberships SET role = 'viewer' WHERE user_id = $1`, [owner.userId]);
    const waiting = send(owner.client);
    await untilBlocked();
    return { answer: waiting };
  });
  return answer;
}

test('a request that waits while its owner is demoted leaves no invitation, link, key or changed member', async () => {
  const { workspaceId } = await newWorkspace();
  await registry.user(workspaceId, 'owner');
  const member = await registry.user(workspaceId, 'viewer');
  const path = `/v1/users/${member.userId}`;
  const requests: ((owner: ApiClient) => Promise<Answer>)[] = [
    (owner) => owner.post('/v1/invitations', { email: `${newId()}@example.com`, role: 'owner' }),
    (owner) => owner.post(`${path}/password-resets`),
    (owner) => owner.post('/v1/api-keys', { name: 'Mine' }),
    (owner) => owner.patch(path, { role: 'owner' }),
    (owner) => owner.delete(path),
  ];
  for (const send of requests) {
    const { status, body } = await whileDemoted(workspaceId, send);
    assert.deepEqual([status, body?.code], [403, 'scope_missing'], JSON.stringify(body));
  }
  assert.equal((await registry.checkSession(member.token))?.role, 'viewer');
});

const waitingForMember = (): Promise<object[]> =>
  registry.rows(
    `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%NO KEY UPDATE OF memberships%'`,
  );

test('an invitation that is made while its owner is demoted is deleted with the others', async () => {
  const { workspaceId, key } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  await registry.user(workspaceId, 'owner');
  const email = `${newId()}@example.com`;
  const answers = await registry.transaction(async (tx, untilBlocked) => {
    // The invitation waits for this one, and the demotion for the invitation.
    const hash = '0'.repeat(64);
    await tx.query(
      `INSERT INTO registry.invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, 'viewer', $4, 'test', clock_timestamp(), clock_timestamp())`,
      [newId(), workspaceId, email, hash],
    );
    const invited = owner.client.post('/v1/invitations', { email, role: 'owner' });
    await untilBlocked();
    let isDone = false;
    const demoted = key.patch(`/v1/users/${owner.userId}`, { role: 'viewer' }).finally(() => (isDone = true));
    await until(
      'the demotion waits, or is done',
      async () => isDone || (await waitingForMember()).length > 0,
    );
    await tx.query('DELETE FROM registry.invitations WHERE token_hash = $1', [hash]);
    return { invited, demoted };
  });
  assert.equal((await answers.demoted).status, 200);
  assert.equal((await answers.invited).status, 201);
  const { token } = (await answers.invited).body;
  const accepted = await stranger.post('/v1/invitations/accept', {
    token,
    name: 'Eve',
    password: TEST_PASSWORD,
  });
  assert.equal(accepted.status, 404);
});
