import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DOCUMENT_PATHS } from '../upstream/owner.js';
import { ForwardRequest } from './forward-request.service.js';

/** Routes of the services. */
@Controller()
export class ForwardRequestController {
  constructor(private readonly forwardRequest: ForwardRequest) {}

  @All(['v1/*', ...DOCUMENT_PATHS])
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.forwardRequest.forward(request, reply);
  }
}
