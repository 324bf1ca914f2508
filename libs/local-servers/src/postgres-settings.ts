/** The arguments of `postgres`. Settings are arguments, not part of the cluster, so that a new release can change them. */
export function clusterArguments(options: { cluster: string; port: number; durable: boolean }): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    // None: the path of a socket may have at most 107 bytes, and the path of the checkout may be longer.
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    huge_pages: 'off',
    synchronous_commit: 'on',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // Failed statements and the details of errors are not logged, because they may contain data of customers (a unique violation
    // shows the value of the key). The client logs the error.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_line_prefix: '%m [%p] %u ',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', options.cluster, ...flags];
}
