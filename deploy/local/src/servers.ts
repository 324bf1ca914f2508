import { join } from 'node:path';
import pg from 'pg';
import { readNatsInfo, startNats } from '@flowforge/local-servers/nats';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { supervise } from '@flowforge/local-servers/supervisor';
import type { NatsClientName } from '@flowforge/messaging/permissions';
import { natsUrls, natsUsers, type NatsUserName } from '@flowforge/messaging/users';
import { downText } from './down-text.js';
import type { Folders } from './folders.js';

/** A database or broker that the services use. */
export interface Server {
  /** Address with an administrator's user. */
  url: string;
  /** Whether this run started the server. `stop` does nothing for a server of the user. */
  isPrivate: boolean;
  stop: (graceMs: number) => Promise<void>;
}

type Say = (line: string) => void;

/**
 * The Postgres of DATABASE_URL, otherwise a private one that is restarted when it ends. Rejects when the one of DATABASE_URL does
 * not answer, and when the signal is aborted before the private one is ready.
 */
export async function openPostgres(
  folders: Folders,
  externalUrl: string | undefined,
  say: Say,
  signal: AbortSignal,
): Promise<Server> {
  if (externalUrl !== undefined) {
    await checkPostgres(externalUrl);
    return { url: externalUrl, isPrivate: false, stop: () => Promise.resolve() };
  }
  const options = {
    dataFolder: folders.postgres,
    logFile: join(folders.logs, 'postgres.log'),
    detached: true,
    onProgress: say,
  };
  const first = await startPostgres({ ...options, signal });
  const supervised = supervise({
    first,
    restart: (stopping) => startPostgres({ ...options, port: first.port, signal: stopping }),
    onDown: (exit, delayMs) => say(downText('Postgres', exit, delayMs, options.logFile)),
    onUp: () => say('Postgres runs again'),
  });
  return { url: first.url, isPrivate: true, stop: (graceMs) => supervised.stop(graceMs) };
}

/** A NATS server with an address for each process that connects. */
export interface NatsServer extends Server {
  clientUrls: Record<NatsClientName, string>;
}

/**
 * The NATS of NATS_URL; every service connects with the user of that address. Without NATS_URL a private one that is restarted
 * when it ends, with a user for each service. Rejects when the one of NATS_URL does not answer or has no JetStream, and
 * when the signal is aborted before the private one is ready.
 */
export async function openNats(
  folders: Folders,
  externalUrl: string | undefined,
  passwords: Record<NatsUserName, string>,
  say: Say,
  signal: AbortSignal,
): Promise<NatsServer> {
  if (externalUrl !== undefined) {
    await checkNats(externalUrl);
    const clientUrls = {
      conversations: externalUrl,
      registry: externalUrl,
      delivery: externalUrl,
      console: externalUrl,
    };
    return { url: externalUrl, clientUrls, isPrivate: false, stop: () => Promise.resolve() };
  }
  const options = {
    dataFolder: folders.nats,
    binaryFolder: folders.binaries,
    users: natsUsers(passwords),
    logFile: join(folders.logs, 'nats.log'),
    detached: true,
    onProgress: say,
  };
  const first = await startNats({ ...options, signal });
  const supervised = supervise({
    first,
    restart: (stopping) => startNats({ ...options, port: first.port, signal: stopping }),
    onDown: (exit, delayMs) => say(downText('nats-server', exit, delayMs, options.logFile)),
    onUp: () => say('nats-server runs again'),
  });
  const { operator, ...clientUrls } = natsUrls(first.url, passwords);
  return { url: operator, clientUrls, isPrivate: true, stop: (graceMs) => supervised.stop(graceMs) };
}

async function checkPostgres(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `The Postgres of DATABASE_URL cannot be used: ${reasonOf(error)}.\nCorrect DATABASE_URL, or remove it to use a private Postgres.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkNats(urls: string): Promise<void> {
  const failures: string[] = [];
  for (const url of urls.split(',').map((one) => new URL(one.trim()))) {
    try {
      const info = await readNatsInfo(url.hostname, Number(url.port || 4222));
      if (info?.jetstream === true) return;
      failures.push(
        info === undefined
          ? `${url.host} is not a NATS server`
          : `${url.host} runs without JetStream; start it with nats-server -js`,
      );
    } catch (error) {
      failures.push(reasonOf(error));
    }
  }
  throw new Error(
    `The NATS of NATS_URL cannot be used: ${failures.join('; ')}.\nCorrect NATS_URL, or remove it to use a private nats-server.`,
  );
}

/** When a host name has several addresses and all fail, Node throws an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
