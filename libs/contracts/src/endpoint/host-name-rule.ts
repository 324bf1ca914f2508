const LABEL_MAX = 63;
const HOST_MAX = 253;

/** One label of a host name (between two dots), in lower case. The standard has no underscore, but real host names use it. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * Top-level names that do not exist in the public DNS. The rule covers all names below them, too. A resolver can map them to
 * hosts in the internal network.
 */
const SPECIAL_USE_NAMES = new Set([
  // Reserved by standards: RFC 6761, 6762 (local), 7686 (onion), 8375 and 9665 (under arpa), 9476 (alt).
  ...['localhost', 'test', 'example', 'invalid', 'local', 'onion', 'arpa', 'alt'],
  // ICANN does not delegate these names, because private networks use them.
  ...['internal', 'home', 'corp', 'mail'],
  // Used in private networks and clusters, and not delegated in the root zone.
  ...['lan', 'localdomain', 'intranet', 'private', 'workgroup', 'svc', 'cluster', 'consul', 'docker'],
]);

/**
 * The validation error of the host name of an endpoint, as a text for the caller; null for a full domain name on the public
 * internet. `name` is in lower case and ASCII, as a URL parser writes it.
 */
export function hostNameError(name: string): string | null {
  if (name.length > HOST_MAX) return `has a host of more than ${HOST_MAX} characters`;
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (last === '') return 'has a host that ends with a dot: remove the dot';
  if (labels.includes(''))
    return 'has a host with an empty part: give a full domain name, such as crm.example.com';
  if (labels.some((label) => label.length > LABEL_MAX)) {
    return `has a host with a part of more than ${LABEL_MAX} characters between two dots`;
  }
  if (!labels.every((label) => LABEL.test(label))) {
    return 'must have a host of letters, digits, "-" and "_", where no part starts or ends with "-"';
  }
  if (SPECIAL_USE_NAMES.has(last)) {
    return `must be on the public internet: names that end with .${last} are not`;
  }
  if (labels.length === 1) return 'must have a full domain name as host, such as crm.example.com';
  return null;
}
