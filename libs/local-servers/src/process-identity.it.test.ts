import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { AlreadyRunningError, endOrphan, killRecorded, readPidFile, writePidFile } from './pid-file.js';
import { endProcess, identityOf, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

const folder = mkdtempSync(join(tmpdir(), 'flowforge-pids-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a process that runs until it is stopped. With `stubborn` it ignores SIGTERM. */
async function startAnyProcess({ stubborn = false } = {}): Promise<{
  pid: number;
  identity: ProcessIdentity;
}> {
  const script = `${stubborn ? "process.on('SIGTERM', () => {});" : ''} console.log('up'); setTimeout(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  assert.ok(identity);
  return { pid: identity.pid, identity };
}

describe('a process', () => {
  test('is not running after its end, nor when the start time differs', async () => {
    const { identity } = await startAnyProcess();
    assert.equal(isRunning(identity), true);
    assert.equal(isRunning({ ...identity, started: 'another-boot:1' }), false);
    await endProcess(identity);
    assert.equal(isRunning(identity), false);
    await endProcess(identity);
  });

  test('that ignores the signal is killed after the grace time', async () => {
    const { identity } = await startAnyProcess({ stubborn: true });
    await endProcess(identity, { graceMs: 100 });
    assert.equal(isRunning(identity), false);
  });
});

describe('a pid file', () => {
  const path = join(folder, 'some.pid');

  test('whose owner runs: its process is not stopped', async () => {
    const { pid, identity } = await startAnyProcess();
    writePidFile(path, pid);
    await assert.rejects(endOrphan(path, 'it'), AlreadyRunningError);
    assert.equal(isRunning(identity), true);
  });

  test('whose owner has ended: its process is stopped', async () => {
    const { identity } = await startAnyProcess();
    const gone = { pid: process.pid, started: 'another-boot:1' };
    writeFileSync(path, JSON.stringify({ process: identity, owner: gone }));
    assert.equal(await endOrphan(path, 'it'), true);
    assert.equal(isRunning(identity), false);
    assert.equal(readPidFile(path), undefined);
  });

  test('whose pid belongs to a later process: that process is not stopped', async () => {
    const { identity } = await startAnyProcess();
    const earlier = { pid: identity.pid, started: 'another-boot:1' };
    writeFileSync(path, JSON.stringify({ process: earlier, owner: earlier }));
    assert.equal(await endOrphan(path, 'it'), false);
    writeFileSync(path, JSON.stringify({ process: earlier, owner: ownIdentity() }));
    killRecorded(path);
    assert.equal(isRunning(identity), true);
  });

  test('that is damaged is removed', async () => {
    for (const content of ['', '{', '{"process":{"pid":1}}', 'null']) {
      writeFileSync(path, content);
      assert.equal(await endOrphan(path, 'it'), false, content);
    }
  });
});
