import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes a lock: a file with the pid and the start time of its owner. Returns `{ release }`, or `{ owner }` (a pid) while the
 * owner runs. A lock whose owner has ended is removed and taken.
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) ?? null }), {
    mode: 0o600,
  });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // A hard link appears with its whole content at once, so no other process reads an incomplete owner.
      if (link(own, path)) return { release: () => releaseOwn(path) };
      const owner = readOwner(path);
      if (owner !== undefined && isRunning(owner)) return { owner: owner.pid };
      removeStaleLock(path);
    }
    throw new Error(`other processes took the lock ${path} 20 times in a row`);
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Waits for the lock and returns its release function. `onWait(pid)` is called once for each owner. Throws after `deadlineMs`.
 */
export async function waitForLock(path, { deadlineMs, onWait }) {
  const deadline = Date.now() + deadlineMs;
  let reportedOwner;
  for (;;) {
    const { release, owner } = tryLock(path);
    if (release !== undefined) return release;
    if (owner !== reportedOwner) onWait(owner);
    reportedOwner = owner;
    if (Date.now() > deadline)
      throw new Error(
        `Process ${owner} has had the lock ${path} for more than ${deadlineMs / 1000} s. Stop that process, then start again.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Removes a lock whose owner has ended. If another process has replaced it since it was read, the new lock is put back. */
function removeStaleLock(path) {
  const moved = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const owner = readOwner(moved);
  if (owner !== undefined && isRunning(owner)) link(moved, path);
  rmSync(moved, { force: true });
}

function releaseOwn(path) {
  if (readOwner(path)?.pid === process.pid) rmSync(path, { force: true });
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path) {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(owner?.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, started }) {
  const now = startTimeOf(pid);
  return now !== undefined && (started === null || now === null || now === started);
}

/**
 * The start time of a process (boot id and kernel clock ticks): null where the system has no /proc, undefined if it does not
 * run.
 */
function startTimeOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    if (process.platform === 'linux') return undefined;
    return signalReaches(pid) ? null : undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${bootId()}:${fields[19]}`;
}

function signalReaches(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
