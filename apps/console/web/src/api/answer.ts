import { ApiError, unreachable } from './api-error.js';

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What a request answered. Use it around every call of `api`. @throws ApiError */
export async function answer<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request.catch(failUnreachable);
  if (!response.ok || data === undefined) throw new ApiError(response.status, error);
  return data;
}

/** Waits for a request whose answer has no body (204). @throws ApiError */
export async function done(request: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await request.catch(failUnreachable);
  if (!response.ok) throw new ApiError(response.status, error);
}

function failUnreachable(): never {
  throw unreachable();
}
