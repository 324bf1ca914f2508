import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, run, runLogged } from './programs.js';

const BUILD_MAX_MS = 40 * 60_000;
/** A container may not raise its limits where the account that starts it may not. */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
/** What Kubernetes and Compose set, too. */
const HARDENED = [
  '--read-only',
  // Otherwise podman mounts writable folders at /run and /var/tmp, too.
  '--read-only-tmpfs=false',
  '--tmpfs=/tmp:rw,size=64m,mode=1777',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
];

/** One image, as it was built. */
export interface ImageConfig {
  User?: string;
  Env?: string[];
  Cmd?: string[];
  Entrypoint?: string[] | null;
  Labels?: Record<string, string>;
}

/** buildah and podman with a storage of their own, so that nothing of the system's is touched. */
export class Engine {
  private readonly storage: string[];
  private readonly podman: string[];

  /** @param folder for images and logs; it needs about 4 GB */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
    this.podman = [
      ...this.storage,
      '--cgroup-manager',
      'cgroupfs',
      '--runtime',
      'runc',
      '--events-backend',
      'file',
    ];
  }

  async hasImage(name: string): Promise<boolean> {
    return (await run('podman', [...this.podman, 'image', 'exists', name])).code === 0;
  }

  /** Makes an image of one layer from a folder. */
  async importFolder(rootfs: string, name: string): Promise<void> {
    const archive = `${rootfs}.tar`;
    await output('tar', ['-C', rootfs, '-cf', archive, '.'], { maxMs: BUILD_MAX_MS });
    await output('podman', [...this.podman, 'import', '--quiet', archive, name], { maxMs: BUILD_MAX_MS });
    await output('rm', ['-f', archive]);
  }

  /**
   * Builds with the Dockerfile of this checkout.
   *
   * @param npmrc a file with npm's settings for the build; it does not become part of the image
   */
  async build(
    root: string,
    name: string,
    buildArgs: Readonly<Record<string, string>>,
    { npmrc, logFile }: { npmrc: string; logFile: string },
  ): Promise<void> {
    const certificates = '/etc/ssl/certs';
    const args = [
      ...[...this.storage, 'bud', '--isolation', 'chroot', '--layers', '--pull-never'],
      // npm opens more than a thousand files at a time.
      ...['--ulimit', 'nofile=16384:16384', '--secret', `id=npmrc,src=${npmrc}`],
      // A machine may have authorities of its own for its registry.
      ...(existsSync(certificates) ? ['--volume', `${certificates}:${certificates}:ro`] : []),
      ...Object.entries(buildArgs).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
      ...['-f', 'deploy/docker/Dockerfile', '-t', name, '.'],
    ];
    await runLogged('buildah', args, { logFile, cwd: root, maxMs: BUILD_MAX_MS });
  }

  /** The configuration of an image, and its size in bytes with all layers. */
  async inspectImage(name: string): Promise<{ config: ImageConfig; bytes: number }> {
    const [found]: [{ Config: ImageConfig; Size: number }] = JSON.parse(
      await output('podman', [...this.podman, 'image', 'inspect', name]),
    );
    return { config: found.Config, bytes: found.Size };
  }

  /** Runs one command of an image until it ends, hardened as a service. Returns its standard output; rejects when it fails. */
  runOnce(
    image: string,
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    return this.run(['--rm'], environment, [image, ...command]);
  }

  /** Starts the command of an image in the background. */
  async start(
    image: string,
    name: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Container> {
    await this.run(['--detach', '--name', name], environment, [image]);
    return new Container(name, (args, maxMs) => run('podman', [...this.podman, ...args], { maxMs }));
  }

  /**
   * `podman run`. Settings are passed in a file, because arguments are visible to every account of the machine. They hold passwords and
   * keys, so the file is removed at the end; podman has read it when it returns.
   */
  private async run(
    options: readonly string[],
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
  ): Promise<string> {
    const folder = mkdtempSync(join(this.folder, 'settings-'));
    const file = join(folder, 'env');
    try {
      const lines = Object.entries(environment).map(([key, value]) => `${key}=${value}\n`);
      writeFileSync(file, lines.join(''), { mode: 0o600 });
      const hardened = ['--network=host', ...HARDENED, ...LIMITS, '--env-file', file];
      return await output('podman', [...this.podman, 'run', ...options, ...hardened, ...command]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** A container that was started. */
export class Container {
  constructor(
    readonly name: string,
    private readonly podman: (args: string[], maxMs: number) => ReturnType<typeof run>,
  ) {}

  /** The id of its process 1, as this machine sees it. */
  async pid(): Promise<number> {
    return Number(await this.ask('inspect', '--format', '{{.State.Pid}}', this.name));
  }

  /** Runs a script of Node in the running container. */
  script(code: string): ReturnType<typeof run> {
    return this.podman(['exec', this.name, 'node', '-e', code], 30_000);
  }

  /** Sends SIGTERM, after `graceS` seconds SIGKILL, and returns the exit code. */
  async stop(graceS: number): Promise<number> {
    await this.podman(['stop', '--time', String(graceS), this.name], (graceS + 30) * 1_000);
    return Number(await this.ask('inspect', '--format', '{{.State.ExitCode}}', this.name));
  }

  /** Paths that differ from the image. */
  async changes(): Promise<string[]> {
    return (await this.ask('diff', this.name)).split('\n').filter((line) => line !== '');
  }

  async logs(): Promise<string> {
    const { stdout, stderr } = await this.podman(['logs', this.name], 30_000);
    return stdout + stderr;
  }

  async remove(): Promise<void> {
    await this.podman(['rm', '--force', '--time', '1', this.name], 60_000);
  }

  private async ask(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.podman(args, 30_000);
    if (code !== 0) throw new Error(`podman ${args[0]} failed: ${stderr.trim()}`);
    return stdout.trim();
  }
}
