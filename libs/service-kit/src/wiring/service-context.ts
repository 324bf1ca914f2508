import type { Registry } from 'prom-client';
import type { Log } from '../log.js';

/** What `runService` passes to a service's root module. */
export interface ProcessContext {
  log: Log;
  /** The registry behind `/metrics`. */
  metrics: Registry;
}

/** What a service's root module is built from: `<Service>Module.with(context)`. */
export interface ServiceContext<Config> extends ProcessContext {
  config: Config;
}
