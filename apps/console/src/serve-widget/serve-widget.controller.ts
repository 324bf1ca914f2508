import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { StaticFiles } from '../static-file/static-files.service.js';
import type { StaticFolder } from '../static-file/static-folder.client.js';

/** Token of the folder with the built widget: `@Inject(WIDGET_FOLDER)`. */
export const WIDGET_FOLDER = Symbol('widget folder');

/** The widget's script, in the folder and for pages. */
export const WIDGET_SCRIPT = 'widget.js';

/**
 * Every page may load the script. Its address never changes, so a page gets a new release after five minutes; browsers that have the
 * current one are told so by its `ETag`.
 */
const HEADERS = {
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=300',
  'cross-origin-resource-policy': 'cross-origin',
};

/** The widget's script, which customers' pages load. */
@Controller()
export class ServeWidgetController {
  constructor(
    @Inject(StaticFiles) private readonly files: StaticFiles,
    @Inject(WIDGET_FOLDER) private readonly folder: StaticFolder,
  ) {}

  @Get(WIDGET_SCRIPT)
  script(@Res() reply: FastifyReply): void {
    this.files.send(reply, this.folder, WIDGET_SCRIPT, HEADERS);
  }
}
