import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { streamsUnavailable } from '@flowforge/service-kit/http/event-streams';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { CurrentVisitor, ForVisitor, notThisConversation } from '../visitor/visitor.guard.js';
import type { TokenOwner } from '../visitor/visitor.guard.js';
import { conversationHasTooMany, MessageStreams } from './message-streams.worker.js';
import { positionOf, StreamQueryDto } from './stream-messages.dto.js';

const EXAMPLE = `retry: 2741

id: 3
event: message
data: {"id":"0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a","seq":3,"role":"agent","text":"This is Ann. How can I help?","created_at":"2026-11-22T14:54:32.123Z"}

: heartbeat

event: closed
data: {"reason":"agent","ended_at":"2026-11-22T15:01:07.456Z"}

`;

@ApiTags('chat')
@Controller('v1/chat/conversations/:id/stream')
export class StreamMessagesController {
  constructor(@Inject(MessageStreams) private readonly streams: MessageStreams) {}

  @Get()
  @ForVisitor()
  @RateLimited()
  @ApiOperation({
    summary: 'Receive the messages of the conversation as they are stored',
    description:
      'Server-sent events. Read them with `fetch` and the `Authorization` header: a token never belongs in an address. ' +
      'Event `message`: `id` is the `seq`, `data` is the message as `GET …/messages` answers it. All messages come, those of the ' +
      'visitor too, in the order of `seq`, without a gap and without a repeat. ' +
      'Event `closed`: the conversation has ended; do not connect again. ' +
      'A comment comes after 15 s without an event. If the stream ends without `closed`, or nothing comes for 45 s, connect again after the time of ' +
      '`retry` (milliseconds), with the last id as `Last-Event-ID`; messages that were stored meanwhile come first. ' +
      'After 401 or 404 do not connect again: the token is no longer valid. ' +
      'A conversation may have ten streams at a replica, so tabs should share one.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that was received. Later messages are sent.',
    schema: { type: 'string', example: '4' },
  })
  @ApiOkResponse({
    description: 'Events, until the conversation or the connection ends.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiProblems(conversationHasTooMany(), streamsUnavailable())
  async stream(
    @CurrentVisitor() owner: TokenOwner,
    @Id('conversation', 'id', notThisConversation()) _id: string,
    @Query() query: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = positionOf(query, lastEventId);
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      // nginx would collect the events.
      'x-accel-buffering': 'no',
    });
    // Nobody would read the stream of a HEAD request, and it would never end.
    await reply.send(request.method === 'HEAD' ? '' : this.streams.openStream(owner, after));
  }
}
