import { type Role, scopesOfRole } from '@flowforge/contracts/words';
import { Problem } from '@flowforge/service-kit/http/problem';

/**
 * Nobody may give a role with a scope that they do not have themselves, nor take it away, nor act on the account of somebody who has it.
 *
 * @param callerScopes scopes of the caller's api key or role
 * @throws Problem 403 `scope_missing`
 */
export function requireRightsOf(role: Role, callerScopes: readonly string[]): void {
  const missing = scopesOfRole(role).filter((scope) => !callerScopes.includes(scope));
  if (missing.length > 0) throw beyondOwnRights(role, missing);
}

/** 403: the role has scopes that the caller lacks. */
export function beyondOwnRights(role: Role, missing: readonly string[]): Problem {
  return new Problem(
    403,
    'scope_missing',
    `The role ${role} allows more than you may do yourself. You lack ${missing.join(', ')}.`,
  );
}
