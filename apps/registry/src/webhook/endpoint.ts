import { domainToUnicode } from 'node:url';
import { literalAddress, mappedIpv4 } from '@flowforge/contracts/endpoint/address-rule';
import { DestinationRule } from '@flowforge/contracts/endpoint/destination-rule';

/** Maximum length of an endpoint, in characters, both as received and in its normal form. */
export const ENDPOINT_MAX = 2_048;

/** White space, control characters, lone surrogates and invisible characters. A URL parser removes some of them silently. */
const NOT_VISIBLE = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/u;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** An endpoint in its normal form, or an error message for the caller. */
export type ParsedEndpoint = { endpoint: string } | { error: string };

/**
 * Decides which endpoints a webhook may have. A text that two URL parsers could read differently is refused. Otherwise the
 * registry could check one host and delivery could send to another.
 */
export class EndpointRule {
  private readonly destinations: DestinationRule;

  /** @param localRun also allows `http:`, loopback addresses, `localhost` and every port */
  constructor(private readonly localRun: boolean) {
    this.destinations = new DestinationRule(localRun);
  }

  /** Validates an endpoint. Its normal form is stored, returned by the API and used for requests. */
  parse(text: string): ParsedEndpoint {
    const spellingError = this.spellingError(text);
    if (spellingError !== null) return { error: spellingError };
    if (!URL.canParse(text)) return { error: NOT_A_URL };
    const url = new URL(text);
    const error =
      hostSpellingError(writtenHost(text), url.hostname) ??
      this.destinations.hostError(url.hostname) ??
      this.destinations.portError(url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port)) ??
      (url.href.length > ENDPOINT_MAX ? TOO_LONG : null);
    return error === null ? { endpoint: url.href } : { error };
  }

  private spellingError(text: string): string | null {
    if (text.length > ENDPOINT_MAX) return TOO_LONG;
    if (NOT_VISIBLE.test(text)) {
      return 'must not contain white space, control characters or invisible characters: percent-encode them';
    }
    if (text.includes('\\')) return 'must not contain a backslash: use "/", or %5C inside the path';
    if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return NOT_A_URL;
    if (!(this.localRun ? /^https?:\/\//i : /^https:\/\//i).test(text)) {
      return this.localRun ? 'must start with http:// or https://' : 'must start with https://';
    }
    const authority = authorityOf(text);
    if (authority === '') return NOT_A_URL;
    if (authority.includes('@')) {
      return 'must not contain a user name or a password: send credentials in a custom header';
    }
    if (authority.includes('%'))
      return 'must not contain a percent sign in its host: write the host in plain letters';
    if (text.includes('#')) return 'must not contain a fragment: remove "#" and the text after it';
    if (BROKEN_ESCAPE.test(text)) {
      return 'has a percent sign without two hexadecimal digits after it: write %25 for a percent sign';
    }
    return null;
  }
}

const NOT_A_URL = 'must be an absolute URL, such as https://crm.example.com/hooks';
const TOO_LONG = `must not be longer than ${ENDPOINT_MAX} characters after percent-encoding`;

/** The part between `//` and the path: user name, host and port, before URL parsing. */
function authorityOf(text: string): string {
  return /^[^/]*\/\/([^/?#]*)/.exec(text)?.[1] ?? '';
}

function writtenHost(text: string): string {
  return authorityOf(text).replace(/:\d*$/, '');
}

/** Refuses a host that the URL parser changes into another one, such as `0x7f.1` or full-width letters. */
function hostSpellingError(written: string, host: string): string | null {
  const address = literalAddress(host);
  const ipv4 = address === null ? null : mappedIpv4(address);
  const normal = ipv4 ?? host;
  const same = host.startsWith('[')
    ? ipv4 === null
    : [host, domainToUnicode(host)].includes(written.normalize('NFC').toLowerCase());
  return same ? null : `has a host in an unusual notation: write it as ${normal} or use another host`;
}
