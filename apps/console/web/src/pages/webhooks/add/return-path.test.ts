import assert from 'node:assert/strict';
import { test } from 'node:test';
import { returnPath } from './return-path.js';

test('the id of the new webhook is added to the path that the reader came from', () => {
  assert.equal(returnPath('/assistants/7/operations', 'abc'), '/assistants/7/operations?webhook_id=abc');
  assert.equal(returnPath('/forms/7?tab=1&webhook_id=old#x', 'new'), '/forms/7?tab=1&webhook_id=new#x');
});
