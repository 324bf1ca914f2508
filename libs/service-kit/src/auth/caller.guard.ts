import { rolesWithScope, type Scope } from '@flowforge/contracts/words';
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { Problem } from '../http/problem.js';
import { hashApiKey } from './api-key-hash.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { bearerOf, type Caller, type Identity } from './caller.js';
import { InternalTokenVerifier, isInternalToken } from './internal-token.js';
import { tooManyUnknownKeys, UnknownKeyLimit } from './unknown-key-limit.js';

/** Who may use a route: a caller with a scope, or a user who has signed in. */
type Requirement = { scope: Scope } | 'user';

const REQUIREMENT = 'flowforge:requirement';
const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * Lets a request pass if it has a valid api key, or a valid internal token of the front door, and what the route requires;
 * otherwise Problem 401, 403 or 429.
 */
@Injectable()
class CallerGuard implements CanActivate {
  private readonly limit = new UnknownKeyLimit();

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ApiKeyVerifier) private readonly apiKeys: ApiKeyVerifier,
    @Inject(InternalTokenVerifier) private readonly internalTokens: InternalTokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const identity = await this.identify(request);
    const required = this.reflector.getAllAndOverride<Requirement>(REQUIREMENT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (required === 'user') {
      if (identity.principal.kind !== 'user') throw userRequired();
    } else if (!identity.scopes.includes(required.scope)) {
      throw scopeMissing(required.scope, identity.principal.kind === 'user');
    }
    callers.set(request, { ...identity, address: request.ip });
    return true;
  }

  /** @throws Problem 401 without a valid key or token */
  private async identify(request: FastifyRequest): Promise<Identity> {
    const token = bearerOf(request.headers.authorization);
    if (token === null) throw invalidApiKey(false);
    if (isInternalToken(token)) {
      const user = await this.internalTokens.verify(token);
      if (!user) throw sessionEnded();
      return user;
    }
    const keyHash = hashApiKey(token);
    const owner = await this.limit.run(request.ip, keyHash, () => this.apiKeys.verify(keyHash));
    if (!owner) throw invalidApiKey(true);
    return owner;
  }
}

function invalidApiKey(sent: boolean): Problem {
  return new Problem(
    401,
    'invalid_api_key',
    sent
      ? 'This api key is unknown or revoked. Create another one.'
      : 'Send an api key as "Authorization: Bearer <key>".',
    undefined,
    { 'www-authenticate': 'Bearer' },
  );
}

function sessionEnded(): Problem {
  return new Problem(401, 'session_ended', 'This session has ended. Sign in again.');
}

function scopeMissing(scope: Scope, isUser: boolean): Problem {
  return new Problem(
    403,
    'scope_missing',
    isUser
      ? `Your role in this workspace lacks the scope ${scope}. These roles have it: ${rolesWithScope(scope).join(', ')}.`
      : `This api key lacks the scope ${scope}.`,
  );
}

function userRequired(): Problem {
  return new Problem(403, 'user_required', 'An api key cannot do this. Sign in as a user.');
}

/** The name of the security scheme of a user's session in the OpenAPI documents. */
export const SESSION_SCHEME = 'session';

/** Requires an api key or a role with this scope on a route or controller, and documents it with its 401, 403 and 429. */
export function RequireScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIREMENT, { scope } satisfies Requirement),
    UseGuards(CallerGuard),
    ApiBearerAuth('api-key'),
    ApiSecurity(SESSION_SCHEME),
    ApiExtension('x-required-scope', scope),
    ApiProblems(invalidApiKey(true), sessionEnded(), scopeMissing(scope, false), tooManyUnknownKeys(1)),
  );
}

/** Requires a user who has signed in, in any role, on a route or controller, and documents it with its 401 and 403. */
export function RequireUser(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIREMENT, 'user' satisfies Requirement),
    UseGuards(CallerGuard),
    ApiSecurity(SESSION_SCHEME),
    ApiExtension('x-requires-user', true),
    ApiProblems(sessionEnded(), userRequired()),
  );
}

/** The caller of a request. Throws when the route has no `@RequireScope` and no `@RequireUser`. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route has no @RequireScope and no @RequireUser');
  return caller;
}

/** The authenticated caller, as a parameter of a route with `@RequireScope` or `@RequireUser`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
