import type { Registry } from 'prom-client';
import type { Log } from '../log.js';

/** Objects of the process that `runService` passes to a service's root module. */
export interface ProcessContext {
  log: Log;
  /** The metrics that `/metrics` shows. */
  metrics: Registry;
}

/** The argument of `<Service>Module.with(context)`, a service's root module. */
export interface ServiceContext<Config> extends ProcessContext {
  config: Config;
}
