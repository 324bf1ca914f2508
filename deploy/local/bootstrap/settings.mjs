import { createServer } from 'node:net';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
/** The ports of the services are up to 61 higher. */
const BASE_PORT_MAX = 65_474;

/**
 * The error to print for a wrong setting, in one line that names it; undefined when all are right. They are checked before the install,
 * which can take minutes. The launcher and the services, which are built by then, check them again. Addresses are not repeated: they may
 * hold a password.
 */
export async function settingsError(env) {
  const { HOST, PORT, BASE_PORT, LOG_LEVEL, PUBLIC_URL, DATABASE_URL, NATS_URL } = env;
  const { OTEL_EXPORTER_OTLP_ENDPOINT } = env;
  if (PORT && !isPort(PORT)) return `PORT is "${PORT}"; it must be a number from 1 to 65535.`;
  if (BASE_PORT && !isPort(BASE_PORT, BASE_PORT_MAX))
    return `BASE_PORT is "${BASE_PORT}"; it must be a number from 1 to ${BASE_PORT_MAX}.`;
  if (LOG_LEVEL && !LOG_LEVELS.includes(LOG_LEVEL))
    return `LOG_LEVEL is "${LOG_LEVEL}"; it must be one of ${LOG_LEVELS.join(', ')}.`;
  if (PUBLIC_URL && !isOrigin(PUBLIC_URL))
    return 'PUBLIC_URL is wrong: it must be scheme, host and port only, such as http://192.168.1.5:3100.';
  if (OTEL_EXPORTER_OTLP_ENDPOINT && !isCollector(OTEL_EXPORTER_OTLP_ENDPOINT))
    return (
      'OTEL_EXPORTER_OTLP_ENDPOINT is wrong: it must be one address that begins with http:// or https://, ' +
      'without user, password, query and fragment.'
    );
  if (DATABASE_URL && !hasProtocol(DATABASE_URL, /^postgres(ql)?:$/))
    return 'DATABASE_URL is wrong: it must be an address that begins with postgres:// or postgresql://.';
  if (NATS_URL && !hasProtocol(NATS_URL, /^nats:$/))
    return 'NATS_URL is wrong: it must be an address that begins with nats://.';
  if (HOST && !(await canListen(HOST)))
    return `HOST is "${HOST}"; it must be an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  return undefined;
}

function hasProtocol(text, protocol) {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

/** As `publicOrigin` of libs/service-kit/src/public-url.ts. */
function isOrigin(text) {
  return hasProtocol(text, /^https?:$/) && new URL(text).href === `${new URL(text).origin}/`;
}

/** As `readCollectorAddress` of libs/tracing/src/tracing-settings.ts. */
function isCollector(text) {
  if (!hasProtocol(text, /^https?:$/) || text.includes(',')) return false;
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}

function isPort(text, max = 65_535) {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= max;
}

/** Whether this process can listen on a free port of the host. */
function canListen(host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port: 0, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
