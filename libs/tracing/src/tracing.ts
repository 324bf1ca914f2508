/** Tracing of this process. */
export interface Tracing {
  /** Sends what is left, within `ms` milliseconds, and ends tracing. */
  stop(ms: number): Promise<void>;
}

/** What happens to the spans that are sent. */
export interface ExportObserver {
  /** The collector did not take a request; `spans` are lost. Called once until it takes one again, outside of any span. */
  failed(error: Error, spans: number): void;
  /** The collector takes requests again; `lost` spans were lost meanwhile. */
  resumed(lost: number): void;
}
