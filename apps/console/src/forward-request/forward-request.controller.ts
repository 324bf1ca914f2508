import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForwardRequest } from './forward-request.service.js';

/** Routes of the services. */
@Controller()
export class ForwardRequestController {
  constructor(private readonly forwardRequest: ForwardRequest) {}

  @All(['v1/*', 'docs/*'])
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.forwardRequest.forward(request, reply);
  }
}
