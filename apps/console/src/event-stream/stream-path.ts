const STREAM_PATH = /^\/v1\/chat\/conversations\/[^/]+\/stream$/;

/**
 * Whether a request opens an event stream. The path is decoded, because the service decodes it too: a stream that is not
 * recognised here would take a connection from the other requests.
 *
 * @param target path and query of the request
 */
export function opensStream(method: string, target: string): boolean {
  return method === 'GET' && STREAM_PATH.test(decoded(target.split(/[?#]/, 1)[0] ?? ''));
}

/** The path itself when it cannot be decoded: no service answers it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
