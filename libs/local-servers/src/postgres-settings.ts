/** The server's command line; settings live here and not in the cluster, so a newer version changes them at its next start. */
export function clusterArguments(options: { cluster: string; port: number; durable: boolean }): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    // A socket's path holds 107 bytes at most, and a checkout may lie deeper.
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
    // A refused statement is the client's to report; its text may hold what no log should.
    log_min_error_statement: 'panic',
    log_line_prefix: '%m [%p] %u ',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', options.cluster, ...flags];
}
