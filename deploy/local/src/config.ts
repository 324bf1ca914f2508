import { publicOrigin } from '@flowforge/service-kit/public-url';
import { FIXED_PORTS_SPAN } from './addresses.js';

/** The settings of a local run, from environment variables. */
export interface LocalConfig {
  /** The address that the front door listens on; default 127.0.0.1. */
  host: string;
  /** The public port; undefined: a free one near 3000. */
  port: number | undefined;
  /** The address that browsers use; undefined: that of the front door for a browser on this machine. */
  publicUrl: string | undefined;
  /** The services listen on fixed ports from this one on; undefined: on free ports. */
  basePort: number | undefined;
  /** Existing servers, used instead of private ones. */
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
  logLevel: string;
}

/** @throws Error that names the wrong variable; it does not repeat the address of a server, which may hold a password */
export function readConfig(env: NodeJS.ProcessEnv): LocalConfig {
  return {
    host: readHost(nonEmpty(env.HOST)),
    port: readPort('PORT', nonEmpty(env.PORT), 65_535),
    publicUrl: readPublicUrl(nonEmpty(env.PUBLIC_URL)),
    basePort: readPort('BASE_PORT', nonEmpty(env.BASE_PORT), 65_535 - FIXED_PORTS_SPAN),
    databaseUrl: readUrl('DATABASE_URL', nonEmpty(env.DATABASE_URL), ['postgres:', 'postgresql:']),
    natsUrl: readUrl('NATS_URL', nonEmpty(env.NATS_URL), ['nats:']),
    logLevel: nonEmpty(env.LOG_LEVEL) ?? 'info',
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function readHost(text: string | undefined): string {
  if (text === undefined) return '127.0.0.1';
  if (/^[\w.:-]+$/.test(text)) return text;
  throw new Error(`HOST is "${text}"; it must be an address of this machine, such as 0.0.0.0`);
}

function readPort(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= max) return port;
  throw new Error(`${name} is "${text}"; it must be a number from 1 to ${max}`);
}

function readPublicUrl(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : publicOrigin(text);
  } catch (error) {
    throw new Error(`PUBLIC_URL is wrong: ${error instanceof Error ? error.message : 'unknown form'}`);
  }
}

function readUrl(name: string, text: string | undefined, protocols: string[]): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new Error(
    `${name} must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  );
}
