import { natsAuthorization } from '@flowforge/local-servers/nats-config';
import { NATS_USER_NAMES, natsUsers, type NatsUserName } from '@flowforge/messaging/users';
import { stringify } from 'yaml';

const NOTE =
  '# `npm run k8s:nats-users` writes this file from libs/messaging/src/permissions.ts, as a local run does.';

/** The environment variable of nats-server with the password of a user. */
function passwordVariable(name: NatsUserName): string {
  return `NATS_PASSWORD_${name.toUpperCase()}`;
}

function users(): ReturnType<typeof natsUsers> {
  const passwords: Record<NatsUserName, string> = {
    conversations: '',
    registry: '',
    delivery: '',
    console: '',
    operator: '',
  };
  for (const name of NATS_USER_NAMES) passwords[name] = `$${passwordVariable(name)}`;
  return natsUsers(passwords);
}

/** Values for the chart of NATS: the users. The chart replaces `<< $NAME >>` by the variable itself, without quotes. */
export function chartUsers(): string {
  const list = users().map(({ name, password, permissions }) => ({
    user: name,
    password: `<< ${password} >>`,
    ...(permissions && {
      permissions: {
        // An empty list of allowed subjects would allow all.
        publish: permissions.publish.length === 0 ? { deny: ['>'] } : { allow: permissions.publish },
        subscribe: { allow: permissions.subscribe },
        ...(permissions.mayReply && { allow_responses: { max: 1, expires: '10s' } }),
      },
    }),
  }));
  return `${NOTE}\n${stringify({ config: { merge: { authorization: { users: list } } } }, { lineWidth: 0 })}`;
}

/** The configuration of the server of the overlay dev. nats-server reads `$NAME` from its environment. */
export function devConfig(): string {
  const lines = [
    NOTE,
    'port: 4222',
    'http: 8222',
    'server_name: "nats"',
    'max_payload: 1MB',
    'jetstream {',
    '  store_dir: "/data"',
    '}',
    ...natsAuthorization(users()),
    '',
  ];
  return lines.join('\n').replaceAll(/password: "(\$\w+)"/g, 'password: $1');
}
