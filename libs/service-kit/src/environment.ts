/** What a service reads at its start; collects every complaint, so that one run names them all. */
export class Environment {
  private readonly complaints: string[] = [];

  constructor(private readonly values: NodeJS.ProcessEnv) {}

  /** A text that must be there, unless a fallback is given. */
  text(name: string, fallback?: string): string {
    const value = this.values[name] || fallback;
    if (value === undefined) this.complaints.push(`${name} is missing`);
    return value ?? '';
  }

  /** A whole number within bounds. */
  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.values[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    this.complaints.push(`${name} is "${text}", a whole number from ${min} to ${max} is needed`);
    return fallback;
  }

  /** `true` or `false`. */
  flag(name: string, fallback: boolean): boolean {
    const text = this.values[name];
    if (text === undefined || text === '') return fallback;
    if (text === 'true' || text === 'false') return text === 'true';
    this.complaints.push(`${name} is "${text}", "true" or "false" is needed`);
    return fallback;
  }

  /** An address with one of the given protocols (`postgres:`, `nats:`). The value is never repeated: it may hold a password. */
  address(name: string, protocols: readonly string[]): string {
    const text = this.text(name);
    if (text === '') return text;
    for (const part of text.split(',')) {
      const url = URL.canParse(part.trim()) ? new URL(part.trim()) : undefined;
      if (!url || !protocols.includes(url.protocol)) {
        this.complaints.push(`${name} is no address of ${protocols.join(' or ')}//`);
      }
    }
    return text;
  }

  /** Base addresses without a trailing slash, separated by commas; empty when the variable is not set. */
  addresses(name: string, protocols: readonly string[]): string[] {
    if (!this.values[name]) return [];
    return this.address(name, protocols)
      .split(',')
      .map((part) => part.trim().replace(/\/+$/, ''));
  }

  /** Entries separated by commas; empty when the variable is not set. */
  list(name: string): string[] {
    return (this.values[name] ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }

  /** @throws ConfigurationError that lists everything wrong with the environment */
  finish(): void {
    if (this.complaints.length > 0)
      throw new ConfigurationError(`configuration: ${this.complaints.join('; ')}`);
  }
}

/** The environment is wrong; the message lists every variable and what it needs, and is written for the log. */
export class ConfigurationError extends Error {
  readonly messageIsLoggable = true;
}

/** What every service reads. */
export interface ServiceSettings {
  name: string;
  host: string;
  port: number;
  opsPort: number;
  logLevel: string;
  drainTimeoutMs: number;
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed: the front door or the ingress. */
  trustedProxies: string[];
  /** Base address of the public API, as OpenAPI shows it; undefined when it is not set. */
  publicUrl: string | undefined;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The settings that all services share: `HOST`, `PORT`, `OPS_PORT`, `LOG_LEVEL`, `DRAIN_TIMEOUT_MS`, `TRUSTED_PROXIES`. */
export function readServiceSettings(name: string, environment: Environment): ServiceSettings {
  const logLevel = environment.text('LOG_LEVEL', 'info');
  return {
    name,
    host: environment.text('HOST', '127.0.0.1'),
    port: environment.integer('PORT', 0, 0, 65_535),
    opsPort: environment.integer('OPS_PORT', 0, 0, 65_535),
    logLevel: LOG_LEVELS.includes(logLevel) ? logLevel : 'info',
    drainTimeoutMs: environment.integer('DRAIN_TIMEOUT_MS', 8_000, 0, 600_000),
    trustedProxies: environment.list('TRUSTED_PROXIES'),
    publicUrl: environment.addresses('PUBLIC_URL', ['http:', 'https:'])[0],
  };
}
