export const HELP = `Usage: npm start -- [options]

Options:
  --replicas N   run N processes of each service (1 to 8; default 1)
  --reset        delete the data of earlier runs and start with an empty system
  --help         print this text

Environment variables:
  PORT             port of the front door, the public address (default: a free port near 3000)
  HOST             address that the front door listens on (default 127.0.0.1; 0.0.0.0 listens on
                   every interface); health and metrics always listen on 127.0.0.1
  PUBLIC_URL       address that browsers use (default: that of the front door on this machine);
                   people can sign in only there
  BASE_PORT        first of the fixed ports of the services on 127.0.0.1 (default: free ports):
                     conversations  BASE_PORT        registry    BASE_PORT + 20
                     delivery       BASE_PORT + 40   front door  BASE_PORT + 61, health and metrics only
                   Health and metrics of a service are one port higher. Each further replica of
                   a service has the next two ports.
  DATABASE_URL     address of your Postgres (15 or newer), used instead of a private one
  NATS_URL         address of your NATS server (2.9 or newer, with JetStream), used instead of
                   a private one; every service connects with the user of this address
  NATS_SERVER_BIN  path of the nats-server program (default: one on this machine, or a download)
  LOG_LEVEL        lowest level in the services' logs, .flowforge/logs (default info)`;

/** Reads the command line. Returns `{ options }`, or `{ error }` for an unknown option or a wrong value. */
export function readOptions(args, env = process.env) {
  // npm does not pass on options before `--`; they appear only in its environment variables.
  const takenByNpm = ['reset', 'replicas'].find((name) => env[`npm_config_${name}`] !== undefined);
  if (takenByNpm !== undefined)
    return {
      error: `npm did not pass on --${takenByNpm}. Write "--" before the options: npm start -- --${takenByNpm}`,
    };
  const options = { replicas: 1, reset: false, help: false };
  for (let index = 0; index < args.length; index += 1) {
    const [name, inline] = args[index].split(/=(.*)/s, 2);
    if (name === '--reset' && inline === undefined) options.reset = true;
    else if ((name === '--help' || name === '-h') && inline === undefined) options.help = true;
    else if (name === '--replicas') {
      const value = inline ?? args[(index += 1)];
      if (!/^[1-8]$/.test(value ?? '')) return { error: '--replicas needs a number from 1 to 8.' };
      options.replicas = Number(value);
    } else return { error: `Unknown option: ${args[index]}` };
  }
  return { options };
}
