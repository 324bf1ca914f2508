export const HELP = `npm start [-- options]

  --replicas N   run N of each service side by side (1 to 8; default 1)
  --reset        delete the local data and start with an empty system
  --help         print this text

Environment:
  PORT             public port of the front door (default: a free port near 3000)
  HOST             address that the front door listens on (default 127.0.0.1; 0.0.0.0 is
                   every interface); health and metrics stay on 127.0.0.1
  BASE_PORT        fixed ports for the services, on 127.0.0.1 (default: free ports): conversations BASE_PORT,
                   registry + 20, delivery + 40, front door's health + 61; health of a service is the next
                   port, a further replica the next two
  DATABASE_URL     use this Postgres instead of a private one
  NATS_URL         use this NATS server instead of a private one; every service connects with this address
  NATS_SERVER_BIN  the nats-server to run
  LOG_LEVEL        level of the services' logs in .flowforge/logs (default info)`;

/** Reads the command line; returns `{ complaint }` for an unknown option or a wrong value. */
export function readOptions(args, env = process.env) {
  // npm does not pass on options before `--`; they appear only in its environment variables.
  const kept = ['reset', 'replicas'].find((name) => env[`npm_config_${name}`] !== undefined);
  if (kept !== undefined) return { complaint: `npm took --${kept} for itself: npm start -- --${kept}` };
  const options = { replicas: 1, reset: false, help: false };
  for (let index = 0; index < args.length; index += 1) {
    const [name, inline] = args[index].split(/=(.*)/s, 2);
    if (name === '--reset' && inline === undefined) options.reset = true;
    else if ((name === '--help' || name === '-h') && inline === undefined) options.help = true;
    else if (name === '--replicas') {
      const value = inline ?? args[(index += 1)];
      if (!/^[1-8]$/.test(value ?? ''))
        return { complaint: `--replicas takes a number from 1 to 8, not ${value ?? 'nothing'}` };
      options.replicas = Number(value);
    } else return { complaint: `unknown option ${args[index]}` };
  }
  return { options };
}
