import { createServer } from 'node:net';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * The error to print for a wrong HOST, PORT or LOG_LEVEL; undefined when they are right. They are checked before the install,
 * which can take minutes. The other settings are checked by the launcher, which is built by then.
 */
export async function settingsError({ HOST, PORT, LOG_LEVEL }) {
  if (PORT && !isPort(PORT)) return `PORT is "${PORT}"; it must be a number from 1 to 65535.`;
  if (LOG_LEVEL && !LOG_LEVELS.includes(LOG_LEVEL))
    return `LOG_LEVEL is "${LOG_LEVEL}"; it must be one of ${LOG_LEVELS.join(', ')}.`;
  if (HOST && !(await canListen(HOST)))
    return `HOST is "${HOST}"; it must be an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  return undefined;
}

function isPort(text) {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Whether this process can listen on a free port of the host. */
function canListen(host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port: 0, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
