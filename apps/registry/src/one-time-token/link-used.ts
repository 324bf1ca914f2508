import { notFound, Problem } from '@flowforge/service-kit/http/problem';

/** 404: the token of a link that works once cannot be used. */
export function linkUsed(what: 'invitation' | 'password reset'): Problem {
  return new Problem(
    404,
    notFound(what).code,
    'This link was used or replaced, or has expired. Ask an owner of the workspace for a new one.',
  );
}
