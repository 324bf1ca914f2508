/** What the one who starts may choose by environment. */
export interface LocalConfig {
  /** The public port; absent: a free one near 3000. */
  port: number | undefined;
  /** Servers of one's own, used instead of private ones. */
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
  logLevel: string;
}

/** Reads the environment; throws with what is wrong with it. Never repeats an address: it may hold a password. */
export function readConfig(env: NodeJS.ProcessEnv): LocalConfig {
  return {
    port: readPort(given(env.PORT)),
    databaseUrl: readUrl('DATABASE_URL', given(env.DATABASE_URL), ['postgres:', 'postgresql:']),
    natsUrl: readUrl('NATS_URL', given(env.NATS_URL), ['nats:']),
    logLevel: given(env.LOG_LEVEL) ?? 'info',
  };
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`PORT is "${text}", a number from 1 to 65535 is needed`);
}

function readUrl(name: string, text: string | undefined, protocols: string[]): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new Error(
    `${name} is no address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  );
}
