import { isUuid } from '@flowforge/contracts/ids';
import { Param, type PipeTransform } from '@nestjs/common';
import { documentProblems } from './api-problems.js';
import { notFound } from './problem.js';

class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(value: string): string {
    const id = value.toLowerCase();
    if (!isUuid(id)) throw notFound(this.what);
    return id;
  }
}

/** An id from the path, documented with the 404 of its resource. A text that is no UUID is answered with the same 404. */
export function Id(what: string, parameter = 'id'): ParameterDecorator {
  const bind = Param(parameter, new IdPipe(what));
  return (controller, method, index) => {
    bind(controller, method, index);
    if (method !== undefined) documentProblems(controller, method, [notFound(what)]);
  };
}
