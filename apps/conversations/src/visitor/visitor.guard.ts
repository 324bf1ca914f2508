import { bearerOf } from '@flowforge/service-kit/auth/caller';
import { Problem } from '@flowforge/service-kit/http/problem';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { originNotAllowed, requireAllowedOrigin } from '../page-origin/page-origin.guard.js';
import { type Visitor, TenantResolver } from '../tenant-resolver/tenant-resolver.store.js';
import { hashVisitorToken } from './visitor-token.js';

/** A visitor and the token that was sent. */
export interface TokenOwner extends Visitor {
  tokenHash: Buffer;
}

const visitors = new WeakMap<FastifyRequest, TokenOwner>();

/** Requires the visitor token of the conversation in the path, sent from a page whose origin the widget allows. */
@Injectable()
export class VisitorGuard implements CanActivate {
  constructor(@Inject(TenantResolver) private readonly tenants: TenantResolver) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>();
    const token = bearerOf(request.headers.authorization);
    const tokenHash = token === null ? null : hashVisitorToken(token);
    const visitor = tokenHash === null ? null : await this.tenants.ofVisitor(tokenHash);
    if (!visitor || !tokenHash) throw unknownVisitor();
    requireAllowedOrigin(request, visitor.allowedOrigins);
    if (visitor.conversationId !== request.params.id.toLowerCase()) throw notThisConversation();
    const { workspaceId, conversationId } = visitor;
    visitors.set(request, { workspaceId, conversationId, tokenHash });
    return true;
  }
}

function unknownVisitor(): Problem {
  return new Problem(
    401,
    'invalid_visitor_token',
    'Send the visitor token of this conversation as "Authorization: Bearer <token>".',
    undefined,
    { 'www-authenticate': 'Bearer' },
  );
}

/** 404: the token is for another conversation than the one in the path, which exists or does not. The answer is the same for both. */
export function notThisConversation(): Problem {
  return new Problem(404, 'conversation_not_found', 'This visitor token is not for this conversation.');
}

/** A route for the visitor of the conversation in the path. */
export function ForVisitor(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseGuards(VisitorGuard),
    ApiBearerAuth('visitor-token'),
    ApiProblems(unknownVisitor(), originNotAllowed(), notThisConversation()),
  );
}

/** The visitor, as a parameter of a route with `@ForVisitor`. */
export const CurrentVisitor = createParamDecorator((_: unknown, context: ExecutionContext): TokenOwner => {
  const visitor = visitors.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!visitor) throw new Error('the route has no @ForVisitor');
  return visitor;
});
