import { isUuid } from '@flowforge/contracts/ids';
import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { documentProblems } from './api-problems.js';
import { notFound, type Problem } from './problem.js';

class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly missing: Problem) {}

  transform(value: string): string {
    const id = value.toLowerCase();
    if (!isUuid(id)) throw this.missing;
    return id;
  }
}

/**
 * An id from the path, documented with the 404 of its resource. A text that is no UUID is answered with the same 404.
 *
 * @param missing the 404, where the usual text does not fit
 */
export function Id(what: string, parameter = 'id', missing = notFound(what)): ParameterDecorator {
  const bind = Param(parameter, new IdPipe(missing));
  return (controller, method, index) => {
    bind(controller, method, index);
    if (method === undefined) return;
    documentProblems(controller, method, [missing]);
    const descriptor = Object.getOwnPropertyDescriptor(controller, method);
    if (!descriptor) return;
    ApiParam({ name: parameter, type: String, format: 'uuid', description: `Id of the ${what}, a UUID.` })(
      controller,
      method,
      descriptor,
    );
  };
}
