/** A user of the server. Without `permissions` it may use every subject. */
export interface NatsUser {
  name: string;
  password: string;
  permissions?: {
    /** Empty: it may publish nothing. */
    publish: readonly string[];
    /** A subject, or `subject queue` for a subscription in that queue group only. */
    subscribe: readonly string[];
    /** Whether it may publish one reply to the reply subject of each request that it receives. */
    mayReply: boolean;
  };
}

/** The settings of a private server. */
export interface NatsConfig {
  name: string;
  port: number;
  storeFolder: string;
  /** Empty: no login is needed, and every client may use every subject. */
  users: readonly NatsUser[];
  /** Files in PEM, with the certificate and its key. Then a client must use TLS. */
  tls?: NatsTls;
}

export interface NatsTls {
  certFile: string;
  keyFile: string;
}

/** Time within which a service may reply to a request. Longer than the deadline of any request. */
const REPLY_EXPIRES = '10s';

/** The configuration file of a server on 127.0.0.1 with JetStream, in the syntax of nats-server 2.9 and newer. */
export function natsConfig({ name, port, storeFolder, users, tls }: NatsConfig): string {
  return [
    'host: "127.0.0.1"',
    `port: ${port}`,
    `server_name: "${name}"`,
    'max_payload: 1MB',
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeFolder)}`,
    '  max_memory_store: 64MB',
    '}',
    ...(tls === undefined
      ? []
      : [`tls { cert_file: ${JSON.stringify(tls.certFile)}, key_file: ${JSON.stringify(tls.keyFile)} }`]),
    ...natsAuthorization(users),
    '',
  ].join('\n');
}

/** The lines of the `authorization` block; empty without users. */
export function natsAuthorization(users: readonly NatsUser[]): string[] {
  if (users.length === 0) return [];
  return ['authorization {', '  users: [', ...users.flatMap(userLines), '  ]', '}'];
}

function userLines({ name, password, permissions }: NatsUser): string[] {
  const login = `user: ${JSON.stringify(name)}, password: ${JSON.stringify(password)}`;
  if (permissions === undefined) return [`    { ${login} }`];
  return [
    `    { ${login}, permissions: {`,
    // An empty list of allowed subjects would allow all.
    permissions.publish.length === 0
      ? '      publish: { deny: ">" }'
      : `      publish: { allow: ${JSON.stringify(permissions.publish)} }`,
    `      subscribe: { allow: ${JSON.stringify(permissions.subscribe)} }`,
    ...(permissions.mayReply ? [`      allow_responses: { max: 1, expires: "${REPLY_EXPIRES}" }`] : []),
    '    } }',
  ];
}
