import { hashApiKey } from './api-key-hash.js';
import type { Scope } from '@flowforge/contracts/words';
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
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { Problem } from '../http/problem.js';
import { bearerOf, type Caller } from './caller.js';
import { tooManyUnknownKeys, UnknownKeyLimit } from './unknown-key-limit.js';

/** Finds the caller that an api key belongs to. */
export abstract class ApiKeyVerifier {
  /** @param keyHash SHA-256 of the key in lower-case hex; null when the key is unknown or revoked */
  abstract verify(keyHash: string): Promise<Caller | null>;
}

const SCOPE = 'flowforge:scope';
const callers = new WeakMap<FastifyRequest, Caller>();

/** Lets a request pass if its api key is valid and has the scope of `@RequireScope`; otherwise Problem 401, 403 or 429. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly limit = new UnknownKeyLimit();

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ApiKeyVerifier) private readonly verifier: ApiKeyVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = bearerOf(request.headers.authorization);
    const caller = key === null ? null : await this.verify(request.ip, hashApiKey(key));
    if (!caller) {
      throw invalidApiKey(key !== null);
    }
    const needed = this.reflector.getAllAndOverride<Scope>(SCOPE, [context.getHandler(), context.getClass()]);
    if (!caller.scopes.includes(needed)) {
      throw scopeMissing(needed);
    }
    callers.set(request, caller);
    return true;
  }

  private verify(ip: string, keyHash: string): Promise<Caller | null> {
    return this.limit.run(ip, keyHash, () => this.verifier.verify(keyHash));
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

function scopeMissing(scope: Scope): Problem {
  return new Problem(403, 'scope_missing', `This api key lacks the scope ${scope}.`);
}

/** Requires an api key with this scope on a route or controller, and documents the 401, 403 and 429. */
export function RequireScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(SCOPE, scope),
    UseGuards(ApiKeyGuard),
    ApiBearerAuth('api-key'),
    ApiProblems(invalidApiKey(true), scopeMissing(scope), tooManyUnknownKeys(1)),
  );
}

/** The caller of a request. Throws when the route has no `@RequireScope`. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route has no @RequireScope');
  return caller;
}

/** The authenticated caller, as a parameter of a route with `@RequireScope`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
