export const HELP = `npm start [-- options]

  --replicas N   run N of each service side by side (1 to 8; default 1)
  --reset        forget the local data and begin anew
  --help         this text

Environment: PORT (public port), DATABASE_URL and NATS_URL (use these servers instead of private ones),
NATS_SERVER_BIN (a nats-server to run), LOG_LEVEL (of the services' logs in .flowforge/logs).`;

/** Reads the command line; `{ complaint }` when it is not understood. */
export function readOptions(args, env = process.env) {
  // npm keeps what stands before `--` to itself, and tells of it here only.
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
