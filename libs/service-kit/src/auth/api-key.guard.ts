import { createHash } from 'node:crypto';
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
import { ApiProblems } from '../openapi/api-problems.js';
import { Problem } from '../http/problem.js';
import { bearerOf, type Caller } from './caller.js';

/** Answers who holds the key with this SHA-256 (hex), or null when nobody does. */
export abstract class ApiKeyVerifier {
  abstract verify(keyHash: string): Promise<Caller | null>;
}

const SCOPE = 'flowforge:scope';
const callers = new WeakMap<FastifyRequest, Caller>();

/** The form in which api keys are stored and passed between services. Keys are 256 random bits, so a plain hash will do. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ApiKeyVerifier) private readonly verifier: ApiKeyVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = bearerOf(request.headers.authorization);
    const caller = key === null ? null : await this.verifier.verify(hashApiKey(key));
    if (!caller) {
      throw new Problem(
        401,
        'invalid_api_key',
        key === null
          ? 'Send an api key as "Authorization: Bearer <key>".'
          : 'This api key is unknown or revoked; create another one.',
        undefined,
        { 'www-authenticate': 'Bearer' },
      );
    }
    const needed = this.reflector.getAllAndOverride<Scope>(SCOPE, [context.getHandler(), context.getClass()]);
    if (!caller.scopes.includes(needed)) {
      throw new Problem(403, 'scope_missing', `This api key lacks the scope ${needed}.`);
    }
    callers.set(request, caller);
    return true;
  }
}

/** The route is for api keys that hold `scope`. */
export function RequireScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(SCOPE, scope),
    UseGuards(ApiKeyGuard),
    ApiBearerAuth('api-key'),
    ApiProblems(401, 403, 503),
  );
}

/** The caller of a request that passed the guard. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route has no @RequireScope');
  return caller;
}

/** The authenticated caller, as a parameter of a route with `@RequireScope`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
