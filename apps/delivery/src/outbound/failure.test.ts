import assert from 'node:assert/strict';
import dns from 'node:dns';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import { errors } from 'undici';
import {
  AttemptTimeout,
  BadResponse,
  BlockedAddress,
  ConnectTimeout,
  failureOf,
  NameNotResolved,
} from './failure.js';
import { CERTIFICATE_CODES, outcomeOfCode, OWN_CODES } from './failure-codes.js';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

/** The codes of "X509 certificate error codes" in Node's documentation of TLS. */
const NODE_CERTIFICATE_CODES = `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE
  UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE
  CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD
  ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD DEPTH_ZERO_SELF_SIGNED_CERT
  SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG
  CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH`.split(
  /\s+/,
);

/** What getaddrinfo can return, in Node's spelling. */
const GETADDRINFO_CODES =
  `EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_BADHINTS EAI_CANCELED EAI_FAIL EAI_FAMILY EAI_MEMORY
  EAI_NODATA EAI_NONAME EAI_OVERFLOW EAI_PROTOCOL EAI_SERVICE EAI_SOCKTYPE`.split(/\s+/);

describe('a code that an endpoint, its network or its DNS can cause is never an internal error', () => {
  const cases: [string, readonly string[], readonly string[]][] = [
    ['a system call', Object.keys(constants.errno), ['connection', 'tls', 'dns']],
    ['DNS', Object.values(dns).filter((value) => typeof value === 'string'), ['dns', 'connection']],
    ['getaddrinfo', GETADDRINFO_CODES, ['dns']],
    ['the verification of a certificate', NODE_CERTIFICATE_CODES, ['tls']],
    [
      'OpenSSL',
      ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_OSSL_EVP_UNSUPPORTED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['tls'],
    ],
    ['llhttp', ['HPE_INVALID_CONSTANT', 'HPE_INVALID_STATUS', 'HPE_CB_HEADERS_COMPLETE'], ['endpoint_error']],
  ];
  for (const [source, codes, expected] of cases) {
    test(`codes of ${source}`, () => {
      for (const code of codes) {
        const { outcome, detail } = failureOf(coded(code));
        assert.equal(detail, code);
        if (OWN_CODES.has(code)) assert.equal(outcome, 'internal_error', code);
        else assert.ok(expected.includes(outcome), `${code}: ${outcome}`);
      }
    });
  }

  test('error classes of undici', () => {
    for (const [name, type] of Object.entries(errors)) {
      const error: unknown = Reflect.construct(type, [
        'x',
        undefined,
        { data: null, headers: {}, body: null },
      ]);
      assert.ok(error instanceof Error);
      const code: unknown = Reflect.get(error, 'code');
      const own = OWN_CODES.has(String(code));
      assert.equal(failureOf(error).outcome === 'internal_error', own, `${name}: ${String(code)}`);
    }
  });
});

test('a code is listed once: as a failure of ours, or of the endpoint', () => {
  for (const code of CERTIFICATE_CODES) assert.equal(outcomeOfCode(code), 'tls', code);
  assert.equal(new Set(CERTIFICATE_CODES).size, CERTIFICATE_CODES.length);
});

test('failures that this service detects itself have their outcome', () => {
  const cases: [Error, string][] = [
    [new BlockedAddress('x'), 'blocked'],
    [new AttemptTimeout('x'), 'endpoint_timeout'],
    [new ConnectTimeout('x'), 'connection'],
    [new BadResponse('x'), 'endpoint_error'],
    [new NameNotResolved('ENOTFOUND'), 'dns'],
    [new NameNotResolved('ECONNREFUSED'), 'dns'],
    [new NameNotResolved('ENOMEM'), 'internal_error'],
    [new AggregateError([coded('ECONNREFUSED')]), 'connection'],
    [new TypeError('a defect'), 'internal_error'],
  ];
  for (const [error, outcome] of cases) assert.equal(failureOf(error).outcome, outcome, error.message);
});

test('a shortage of this process is an internal error', () => {
  for (const code of [
    'EMFILE',
    'ENFILE',
    'ENOMEM',
    'EACCES',
    'EADDRINUSE',
    'OUT_OF_MEM',
    'UND_ERR_INVALID_ARG',
  ])
    assert.equal(failureOf(coded(code)).outcome, 'internal_error', code);
});
