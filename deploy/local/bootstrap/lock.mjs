import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes a lock that is a file naming its owner by pid and start time. Answers `{ release }`, or `{ owner }`
 * (a pid) while a live process holds it. A lock whose owner is gone is broken.
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? null }), {
    mode: 0o600,
  });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // A link is there at once and whole, or not at all: nobody ever reads half an owner.
      if (link(own, path)) return { release: () => releaseOwn(path) };
      const holder = readHolder(path);
      if (holder !== undefined && isHeld(holder)) return { owner: holder.pid };
      breakStale(path);
    }
    throw new Error(`the lock ${path} cannot be taken`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes the lock, waiting for whoever holds it; `onWait(pid)` is called once per holder. */
export async function waitForLock(path, { deadlineMs, onWait }) {
  const deadline = Date.now() + deadlineMs;
  let told;
  for (;;) {
    const { release, owner } = tryLock(path);
    if (release !== undefined) return release;
    if (owner !== told) onWait(owner);
    told = owner;
    if (Date.now() > deadline) throw new Error(`process ${owner} has held ${path} for too long`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Moves the stale lock aside; if another start was quicker and the file is a live one by now, puts it back. */
function breakStale(path) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const holder = readHolder(aside);
  if (holder !== undefined && isHeld(holder)) link(aside, path);
  rmSync(aside, { force: true });
}

function releaseOwn(path) {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
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

function readHolder(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(holder?.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isHeld({ pid, started }) {
  const now = startOf(pid);
  return now !== undefined && (started === null || now === null || now === started);
}

/** When the process started, as the kernel counts; null where that is not told; undefined if it does not run. */
function startOf(pid) {
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
