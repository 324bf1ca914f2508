import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '2.11.17';
/** Checksums of the official archives of that version, taken from the project's Docker images. */
const SHA256: Record<string, { name: string; sha256: string }> = {
  'linux-x64': {
    name: 'linux-amd64',
    sha256: 'ad608dd0ea8bbfa58c40e3b8f58ed67478eec26166ec49c502db8d17589b51b5',
  },
  'linux-arm64': {
    name: 'linux-arm64',
    sha256: 'd21df24f262f34f8bf6d1f0bca557c08429e433fd9f60f6983105539ae517feb',
  },
};

/**
 * Downloads the official archive for this platform, checks its pinned checksum, and unpacks nats-server into `binaryFolder`.
 *
 * @returns `failure`: the reason, in one line; undefined on success
 */
export async function provisionFromRelease(binaryFolder: string): Promise<{ failure?: string }> {
  const archive = SHA256[`${process.platform}-${process.arch}`];
  if (archive === undefined)
    return { failure: `no checksum of a release is known for ${process.platform}-${process.arch}` };
  const name = `nats-server-v${VERSION}-${archive.name}`;
  const url = `https://github.com/nats-io/nats-server/releases/download/v${VERSION}/${name}.tar.gz`;
  mkdirSync(binaryFolder, { recursive: true });
  const work = mkdtempSync(join(binaryFolder, 'release-'));
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(90_000) });
    if (!response.ok) return { failure: `${url} answered with status ${response.status}` };
    const bytes = Buffer.from(await response.arrayBuffer());
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sum !== archive.sha256)
      return { failure: `${url} does not have the expected checksum (sha256 ${sum})` };
    writeFileSync(join(work, 'archive.tar.gz'), bytes);
    const unpacked = spawnSync('tar', ['-xzf', 'archive.tar.gz'], { cwd: work, timeout: 60_000 });
    if (unpacked.status !== 0) return { failure: 'tar could not unpack the official archive' };
    chmodSync(join(work, name, 'nats-server'), 0o755);
    renameSync(join(work, name, 'nats-server'), join(binaryFolder, 'nats-server'));
    return {};
  } catch {
    return { failure: 'github.com could not be reached' };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
