import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastLine } from '../../../src/node/bench/package-manager.ts';

test('of what a package manager prints when it fails, the line that says why is told', () => {
  const told = (text: string): string => lastLine(text);
  assert.equal(
    told(`npm error code ECONNREFUSED
npm error syscall connect
npm error errno ECONNREFUSED
npm error FetchError: request to http://127.0.0.1:9/ms failed, reason: connect ECONNREFUSED 127.0.0.1:9
npm error  If you are behind a proxy, please make sure that the 'proxy' config is set properly.
npm error A complete log of this run can be found in: /x/debug-0.log`),
    'npm error FetchError: request to http://127.0.0.1:9/ms failed, reason: connect ECONNREFUSED 127.0.0.1:9',
  );
  assert.match(
    told(` WARN  GET http://x/ms error (ECONNREFUSED). Will retry in 10 seconds.
 ERR_PNPM_META_FETCH_FAIL  GET http://x/ms: request failed
    at emitErrorCloseNT (node:internal/streams/destroy:128:3)`),
    /^ERR_PNPM_META_FETCH_FAIL/,
  );
  assert.match(
    told(`➤ YN0000: ┌ Fetch step
➤ YN0001: │ RequestError: connect ECONNREFUSED 127.0.0.1:9
➤ YN0000: · Failed with errors in 0s 389ms`),
    /RequestError: connect/,
  );
  assert.equal(
    told('building\nmain.ts(3,1): error TS1005: expected\n'),
    'main.ts(3,1): error TS1005: expected',
  );
  assert.equal(told('only this'), 'only this');
  assert.equal(told(''), '');
});
