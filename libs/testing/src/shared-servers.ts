/** Servers that several test files of one run share: their addresses in the environment, and how to stop them. */
export interface SharedServers {
  env: Record<string, string>;
  /** Rejects when the servers report an error of the tests, such as a refused subject. */
  stop: () => Promise<void>;
}

/** The addresses, as JSON, that `startSharedServers` of this project has put into a variable; undefined when the test file runs alone. */
export function sharedAddresses(variable: string): string | undefined {
  return process.env[variable];
}
