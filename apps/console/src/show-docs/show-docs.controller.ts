import { Controller, Get, Header, Redirect } from '@nestjs/common';
import { docsPage } from './docs-page.js';

/** Where a person who opens the public address finds the way. */
@Controller()
export class ShowDocsController {
  @Get()
  @Redirect('/docs', 302)
  root(): void {}

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  docs(): string {
    return docsPage();
  }
}
