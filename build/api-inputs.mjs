// What the OpenAPI documents of the services are made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { hashOf } from './input-hash.mjs';

const INPUTS = [
  'apps/conversations/src',
  'apps/registry/src',
  'apps/delivery/src',
  'libs/contracts/src',
  'libs/contracts/fixtures',
  'libs/service-kit/src',
  'deploy/local/src/openapi',
];

/** Hash of the contents of the inputs, in hexadecimal. */
export const apiHash = (root) => hashOf(root, INPUTS);
