import { publicOrigin } from './public-url.js';

/** Options of every variable. */
interface VariableOptions {
  /** One sentence of at most 120 characters, for `docs/configuration.md`. */
  description: string;
  /** Whether the value must not be shown in a log or an error. Default false. */
  secret?: boolean;
}

/** One environment variable of a service, as `docs/configuration.md` lists it. */
export interface Variable {
  name: string;
  /** The accepted values, such as `whole number, 1 to 100`. */
  type: string;
  /** The default value. Null: the variable must be set. Empty: there is no default and it need not be set. */
  fallback: string | null;
  secret: boolean;
  description: string;
}

/**
 * Variables are missing or wrong. The message lists them all with the accepted values. It contains no secrets and may be
 * logged.
 */
export class ConfigurationError extends Error {
  readonly messageIsLoggable = true;

  /** @param errors one entry for each wrong variable, such as `PORT is missing` */
  constructor(readonly errors: readonly string[]) {
    super(`configuration: ${errors.join('; ')}`);
  }
}

/**
 * Reads the variables of a service. Collects all errors, so that one start reports every wrong variable. Records the variables
 * that were read; `docs/configuration.md` is generated from them.
 */
export class Environment {
  readonly variables: Variable[] = [];
  private readonly errors: string[] = [];

  constructor(private readonly values: NodeJS.ProcessEnv) {}

  /**
   * A text. Without `fallback` it must be set. `check` throws an Error for a text of a wrong form; its message names what is wrong
   * and contains no part of a secret, because it becomes part of the ConfigurationError.
   */
  text(
    name: string,
    options: VariableOptions & { fallback?: string; check?: (text: string) => unknown },
  ): string {
    const { fallback = null, check } = options;
    this.remember(name, 'text', fallback, options);
    const text = this.required(name, fallback);
    try {
      if (text !== '') check?.(text);
    } catch (error) {
      this.errors.push(`${name} is wrong: ${error instanceof Error ? error.message : 'unknown form'}`);
    }
    return text;
  }

  /** One of `choices`. */
  choice(name: string, options: VariableOptions & { choices: readonly string[]; fallback: string }): string {
    const { choices, fallback } = options;
    this.remember(name, choices.map((choice) => `\`${choice}\``).join(', '), fallback, options);
    const text = this.values[name] || fallback;
    if (choices.includes(text)) return text;
    this.errors.push(`${name} must be one of ${choices.join(', ')}`);
    return fallback;
  }

  /** A whole number within bounds, both included. */
  integer(name: string, options: VariableOptions & { fallback: number; min: number; max: number }): number {
    const { fallback, min, max } = options;
    const type = `whole number, ${min} to ${max}`;
    this.remember(name, type, String(fallback), options);
    const text = this.values[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.errors.push(`${name} is "${text}", but must be a ${type}`);
    return fallback;
  }

  /** `true` or `false`. */
  flag(name: string, options: VariableOptions & { fallback: boolean }): boolean {
    const { fallback } = options;
    this.remember(name, '`true` or `false`', String(fallback), options);
    const text = this.values[name];
    if (text === undefined || text === '') return fallback;
    if (text === 'true' || text === 'false') return text === 'true';
    this.errors.push(`${name} is "${text}", but must be true or false`);
    return fallback;
  }

  /**
   * One address or several separated by commas, with one of `protocols` (`postgres:`). It must be set unless it is `optional`;
   * then it is empty when it is not set.
   */
  address(
    name: string,
    options: VariableOptions & { protocols: readonly string[]; optional?: boolean },
  ): string {
    const fallback = options.optional ? '' : null;
    this.remember(name, schemesOf(options.protocols), fallback, options);
    const text = this.required(name, fallback);
    if (text !== '') this.checkAddresses(name, text, options.protocols);
    return text;
  }

  /** A public address, as `publicOrigin` reads it; empty when it is not set. */
  publicUrl(name: string, options: VariableOptions): string {
    this.remember(name, schemesOf(['http:', 'https:']), '', options);
    const text = this.required(name, '');
    try {
      return text === '' ? '' : publicOrigin(text);
    } catch (error) {
      this.errors.push(`${name} is wrong: ${error instanceof Error ? error.message : 'unknown form'}`);
      return '';
    }
  }

  /** Base addresses separated by commas; trailing slashes are removed. It must be set unless it is `optional`. */
  addresses(
    name: string,
    options: VariableOptions & { protocols: readonly string[]; optional?: boolean },
  ): string[] {
    const fallback = options.optional ? '' : null;
    this.remember(name, `list of ${schemesOf(options.protocols)}`, fallback, options);
    const entries = entriesOf(this.required(name, fallback));
    for (const entry of entries) this.checkAddresses(name, entry, options.protocols);
    return entries.map((entry) => entry.replace(/\/+$/, ''));
  }

  /** A text that `parse` converts; `parse` returns undefined for a text of a wrong form. */
  parsed<T>(
    name: string,
    options: VariableOptions & { type: string; fallback: string; parse: (text: string) => T | undefined },
  ): T | undefined {
    const { type, fallback, parse } = options;
    this.remember(name, type, fallback, options);
    const value = parse(this.values[name] || fallback);
    if (value === undefined) this.errors.push(`${name} must be ${type}`);
    return value;
  }

  /** @throws ConfigurationError that lists every error */
  throwIfInvalid(): void {
    if (this.errors.length > 0) throw new ConfigurationError(this.errors);
  }

  private required(name: string, fallback: string | null): string {
    const value = this.values[name] || fallback;
    if (value === null) this.errors.push(`${name} is missing`);
    return value ?? '';
  }

  /** The error does not contain the value, because it may contain a password. */
  private checkAddresses(name: string, text: string, protocols: readonly string[]): void {
    for (const part of text.split(',')) {
      const url = URL.canParse(part.trim()) ? new URL(part.trim()) : undefined;
      if (url && protocols.includes(url.protocol)) continue;
      this.errors.push(`${name} must be an address that starts with ${schemesOf(protocols)}`);
      return;
    }
  }

  private remember(name: string, type: string, fallback: string | null, options: VariableOptions): void {
    const { description, secret = false } = options;
    this.variables.push({ name, type, fallback, secret, description });
  }
}

/** Reads a whole configuration. @throws ConfigurationError that lists every error */
export function readEnvironment<Config>(
  values: NodeJS.ProcessEnv,
  read: (environment: Environment) => Config,
): Config {
  const environment = new Environment(values);
  const config = read(environment);
  environment.throwIfInvalid();
  return config;
}

/** The variables that `read` reads, in that order. */
export function describeEnvironment(read: (environment: Environment) => unknown): Variable[] {
  const environment = new Environment({});
  read(environment);
  return environment.variables;
}

function schemesOf(protocols: readonly string[]): string {
  return protocols.map((protocol) => `\`${protocol}//\``).join(' or ');
}

function entriesOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
