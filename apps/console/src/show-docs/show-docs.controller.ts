import { Controller, Get, Header, Redirect } from '@nestjs/common';
import { DOCS_PAGE_POLICY, docsPage } from './docs-page.js';

/** The start page of the API documentation. */
@Controller()
export class ShowDocsController {
  @Get()
  @Redirect('/docs', 302)
  root(): void {}

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_PAGE_POLICY)
  docs(): string {
    return docsPage();
  }
}
