const LABEL_MAX = 63;
const HOST_MAX = 253;

/** One part of a host name between two dots, in lower case. The underscore is not in the standard, yet in use. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * Names that no public name server answers, each with all names under it. A resolver may answer them from its own
 * network, so they could lead to machines that only the operator should reach.
 */
const SPECIAL_USE_NAMES = new Set([
  // Reserved by standards: RFC 6761, 6762 (local), 7686 (onion), 8375 and 9665 (under arpa), 9476 (alt).
  ...['localhost', 'test', 'example', 'invalid', 'local', 'onion', 'arpa', 'alt'],
  // Kept out of the root zone by ICANN for private networks.
  ...['internal', 'home', 'corp', 'mail'],
  // In use in private networks and clusters, and not in the root zone.
  ...['lan', 'localdomain', 'intranet', 'private', 'workgroup', 'svc', 'cluster', 'consul', 'docker'],
]);

/**
 * What is wrong with the name of an endpoint's host, in words for the caller; null for a full domain name on the public
 * internet. `name` is in lower case and ASCII, as a URL parser writes it.
 */
export function hostNameError(name: string): string | null {
  if (name.length > HOST_MAX) return `has a host of more than ${HOST_MAX} characters`;
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (last === '') return 'has a host that ends with a dot: leave the dot out';
  if (labels.includes(''))
    return 'has a host with an empty part: give a full domain name, such as crm.example.com';
  if (labels.some((label) => label.length > LABEL_MAX)) {
    return `has a host with a part of more than ${LABEL_MAX} characters between two dots`;
  }
  if (!labels.every((label) => LABEL.test(label))) {
    return 'has a host with other characters than letters, digits, "-" and "_", or with "-" at an end';
  }
  if (SPECIAL_USE_NAMES.has(last)) {
    return `must be on the public internet: names that end with .${last} are not`;
  }
  if (labels.length === 1) return 'must have a full domain name as host, such as crm.example.com';
  return null;
}
