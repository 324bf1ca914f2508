import { Problem } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IMMUTABLE, REVALIDATED } from '../static-file/file-headers.js';
import { PAGE_HEADERS } from '../static-file/page-headers.js';
import { StaticFiles } from '../static-file/static-files.service.js';
import type { StaticFolder } from '../static-file/static-folder.client.js';
import { isWebPage, wantsPage } from './web-page.js';

/** Token of the folder with the built app: `@Inject(WEB_FOLDER)`. */
export const WEB_FOLDER = Symbol('web folder');

/** The app's page, in the folder. */
export const WEB_APP = 'index.html';

/** The console in the browser: one page for every address, and the files that it loads. */
@Controller()
export class ServeWebController {
  constructor(
    @Inject(StaticFiles) private readonly files: StaticFiles,
    @Inject(WEB_FOLDER) private readonly folder: StaticFolder,
  ) {}

  @Get(['', '*'])
  serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    const name = path.slice(1);
    if (isWebPage(path)) this.files.send(reply, this.folder, WEB_APP, PAGE_HEADERS);
    else if (name !== WEB_APP && this.folder.has(name))
      this.files.send(reply, this.folder, name, headersOf(name));
    // The app shows that it has no such page.
    else if (wantsPage(request.headers.accept)) {
      this.files.send(reply.status(404), this.folder, WEB_APP, PAGE_HEADERS);
    } else throw new Problem(404, 'route_not_found', 'No route has this path and method.');
  }
}

/** The build puts the hash of the content into each name below `assets`. */
function headersOf(name: string): Record<string, string> {
  return {
    'cache-control': name.startsWith('assets/') ? IMMUTABLE : REVALIDATED,
    'cross-origin-resource-policy': 'same-origin',
  };
}
