import { isLocalName, isPublicAddress, literalAddress } from '@flowforge/contracts/endpoint/address-rule';

/** Longest endpoint, in characters. */
export const ENDPOINT_MAX = 2_048;

/** Which addresses a webhook may be given. Delivery checks again what a name resolves to, at every attempt. */
export class EndpointRule {
  /** @param allowInsecure lets `http:` and endpoints on this machine or its network in, for a local run */
  constructor(private readonly allowInsecure: boolean) {}

  /** What is wrong with an endpoint, in words for the caller; null when it may be used. */
  faultOf(endpoint: string): string | null {
    // The URL parser would drop white space silently, and what is stored is what was sent.
    if (/[\s\p{Cc}]/u.test(endpoint) || !URL.canParse(endpoint)) return 'must be an absolute URL';
    const url = new URL(endpoint);
    if (url.protocol !== 'https:' && !(this.allowInsecure && url.protocol === 'http:')) {
      return this.allowInsecure ? 'must be an http or https address' : 'must be an https address';
    }
    if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password';
    if (endpoint.includes('#')) return 'must not contain a fragment';
    return this.allowInsecure ? null : faultOfHost(url.hostname);
  }
}

function faultOfHost(hostname: string): string | null {
  const address = literalAddress(hostname);
  const open = address === null ? !isLocalName(hostname) : isPublicAddress(address);
  return open ? null : 'must be on the public internet';
}
