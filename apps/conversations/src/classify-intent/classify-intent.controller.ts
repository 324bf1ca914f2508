import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClassificationDto, ClassifyIntentDto } from './classify-intent.dto.js';
import { ClassifyIntentService } from './classify-intent.service.js';

@ApiTags('intents')
@RequireScope('assistants:read')
@Controller('v1/intents/classify')
export class ClassifyIntentController {
  constructor(@Inject(ClassifyIntentService) private readonly classifyIntent: ClassifyIntentService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try which intent a text shows',
    description:
      'The answer is that of a conversation with the assistant. Nothing is stored and no event is sent.',
  })
  @ApiOkResponse({ type: ClassificationDto })
  classify(@CurrentCaller() caller: Caller, @Body() body: ClassifyIntentDto): Promise<ClassificationDto> {
    return this.classifyIntent.classify({
      workspaceId: caller.workspaceId,
      assistantId: body.assistant_id,
      text: body.text,
    });
  }
}
