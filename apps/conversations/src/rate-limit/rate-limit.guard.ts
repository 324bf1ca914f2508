import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { Problem } from '@flowforge/service-kit/http/problem';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TokenBuckets } from '@flowforge/service-kit/http/token-buckets';

/** Refuses requests of a client network (an IPv4 address, or the /64 of an IPv6 address) that exceeds its rate at this process. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(@Inject(TokenBuckets) private readonly buckets: TokenBuckets) {}

  canActivate(context: ExecutionContext): boolean {
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const wait = this.buckets.take(clientNetwork(ip), performance.now());
    if (wait === 0) return true;
    throw rateLimited(wait);
  }
}

function rateLimited(seconds: number): Problem {
  return new Problem(429, 'rate_limited', `Too many requests. Try again in ${seconds} s.`, undefined, {
    'retry-after': String(seconds),
  });
}

/** Limits a public route per client network. Put it below the decorator that authenticates: the lower one runs first. */
export function RateLimited(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(RateLimitGuard), ApiProblems(rateLimited(1)));
}
