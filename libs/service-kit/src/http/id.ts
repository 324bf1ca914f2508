import { isUuid } from '@flowforge/contracts/ids';
import { Param, type PipeTransform } from '@nestjs/common';
import { notFound } from './problem.js';

class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(value: string): string {
    const id = value.toLowerCase();
    if (!isUuid(id)) throw notFound(this.what);
    return id;
  }
}

/** An id from the path: what is no UUID cannot be there, so it is a 404 of that resource. */
export function Id(what: string, parameter = 'id'): ParameterDecorator {
  return Param(parameter, new IdPipe(what));
}
